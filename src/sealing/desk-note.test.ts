import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { base64UrlToBytes, randomId, textToBytes } from '../kernel/index.ts'
import { createEpoch, createVisit, openDeskNote, openSlot, newGeneration, sealDeskNote } from './index.ts'
import { flipped, refusal } from './testing.ts'

const teamId = randomId()
const epoch = (await createEpoch({ teamId, number: 1, members: [] })).key
const place = { conversationId: randomId(), teamId, epochId: epoch.id }
const note = textToBytes('{"asks":[],"holds":{}}')
const sealed = await sealDeskNote(place, epoch.publicKey, note)

describe('a desk note', () => {
  it('opens for the team, and its length tells one of three', async () => {
    expect(await openDeskNote(place, epoch, sealed)).toEqual(note)
    const longer = await sealDeskNote(place, epoch.publicKey, textToBytes('x'.repeat(3_000)))
    expect(longer).toHaveLength(sealed.length)
  })

  it('opens at no other conversation, team or epoch, nor after a bit has changed', async () => {
    for (const wrong of ['conversationId', 'teamId', 'epochId'])
      expect(await refusal(openDeskNote({ ...place, [wrong]: randomId() }, epoch, sealed))).toBe('shut')
    for (const at of [0, 1, 2, 40, sealed.length - 1])
      expect(await refusal(openDeskNote(place, epoch, flipped(sealed, at)))).toMatch(
        /shut|malformed|unknown_suite|sender_unproven/,
      )
  })

  it('stays shut to the seeker’s visit and to whoever holds the conversation’s key', async () => {
    const visit = await createVisit()
    const recipients = [{ to: 'visit' as const, recipient: visit.id, publicKey: visit.pair.publicKey }]
    const { conversationId } = place
    const made = await newGeneration({ conversationId, number: 1, epoch, recipients })
    expect(await refusal(openDeskNote(place, visit.pair, sealed))).toBe('shut')
    // Nor can the note be passed off as a slot of the conversation.
    const [slot] = made.record.slots.filter(({ to }) => to === 'team')
    const forged = { ...(slot as NonNullable<typeof slot>), bytes: sealed }
    const opening = openSlot({ conversationId, record: made.record, slot: forged, pair: epoch })
    expect(await refusal(opening)).toBe('shut')
  })

  it('made once by suite 1 opens for ever', async () => {
    const text = readFileSync(new URL('known-answers-desk-note.json', import.meta.url), 'utf8')
    const known = JSON.parse(text, (_, value: unknown) => {
      const encoded = (value as { base64url?: unknown } | null)?.base64url
      return typeof encoded === 'string' ? base64UrlToBytes(encoded) : value
    })
    const { conversationId, teamId: team } = known
    const there = { conversationId, teamId: team, epochId: known.epoch.id }
    expect(await openDeskNote(there, known.epoch, known.sealed)).toEqual(known.note)
  })
})
