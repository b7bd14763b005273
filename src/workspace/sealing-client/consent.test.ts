import { describe, expect, it } from 'vitest'
import type { ContentOf } from '../../contracts/content.ts'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { consentStatement, createPair, signConsent, type EpochKey, type Pair } from '../../sealing/index.ts'
import { readAnswer, readPacket, writeAnswer } from './answers.ts'
import { judgeAnswer, prepareReferral, recordReadBack } from './consent.ts'
import { teamEpoch } from './testing.ts'

type Ask = ContentOf<'consent-ask'>

function askOf(team: EpochKey): Ask {
  return {
    kind: 'consent-ask',
    askId: randomId(),
    to: { teamId: team.teamId, organisation: 'Harbour House', service: 'Night beds' },
    why: 'so that they can get ready',
    until: new Date(Date.now() + 3_600_000).toISOString(),
    fields: [
      { key: 'name', label: 'Name to use', value: 'Sam' },
      { key: 'needs', label: 'What I need now', value: 'a bed' },
      { key: 'safety', label: 'For my safety', value: 'not by phone' },
    ],
  }
}

async function answerOf(
  ask: Ask,
  ticked: readonly string[],
  signer: Pair,
): Promise<ContentOf<'consent-answer'>> {
  const statement = await consentStatement(
    ask,
    ask.fields.filter(({ key }) => ticked.includes(key)),
  )
  const { signature, signPublicKey } = await signConsent(statement, signer)
  return {
    kind: 'consent-answer',
    askId: ask.askId,
    yes: true,
    ticked: [...ticked],
    statement,
    signature: bytesToBase64Url(signature),
    signPublicKey: bytesToBase64Url(signPublicKey),
  }
}

async function world() {
  const team = await teamEpoch()
  const visit = await createPair()
  const ask = askOf(team)
  const signers = new Map([[bytesToBase64Url(visit.publicKey), true]])
  const receiver = { teamId: team.teamId, epochId: team.id, publicKey: team.publicKey }
  return { team, visit, ask, signers, receiver, now: new Date() }
}

describe('a yes by tap', () => {
  it('is taken when the conversation’s own visit signed exactly these ticks', async () => {
    const { ask, visit, signers, now } = await world()
    const verdict = await judgeAnswer(ask, await answerOf(ask, ['name', 'needs'], visit), signers, now)
    expect(verdict).toHaveProperty('consent')
  })

  it('is not taken from a key that no visit showed, nor from a visit nobody has checked', async () => {
    const { ask, visit, signers, now } = await world()
    const stranger = await answerOf(ask, ['name'], await createPair())
    expect(await judgeAnswer(ask, stranger, signers, now)).toEqual({ fault: 'unknown_signer' })
    const unchecked = new Map([[bytesToBase64Url(visit.publicKey), false]])
    const answer = await answerOf(ask, ['name'], visit)
    expect(await judgeAnswer(ask, answer, unchecked, now)).toEqual({ fault: 'unchecked_signer' })
  })

  it('is not taken for more, fewer or other fields than were signed', async () => {
    const { ask, visit, signers, now } = await world()
    const answer = await answerOf(ask, ['name'], visit)
    for (const ticked of [['name', 'needs'], ['needs'], ['name', 'unheard_of']]) {
      expect(await judgeAnswer(ask, { ...answer, ticked }, signers, now)).toEqual({ fault: 'other_words' })
    }
    const changed = { ...ask, fields: ask.fields.map((field) => ({ ...field, value: `${field.value}!` })) }
    expect(await judgeAnswer(changed, answer, signers, now)).toEqual({ fault: 'other_words' })
  })

  it('is not taken when it is a no, ticks nothing, is over, or its signature does not hold', async () => {
    const { ask, visit, signers, now } = await world()
    const answer = await answerOf(ask, ['name'], visit)
    expect(await judgeAnswer(ask, { ...answer, yes: false }, signers, now)).toEqual({ fault: 'said_no' })
    expect(await judgeAnswer(ask, await answerOf(ask, [], visit), signers, now)).toEqual({
      fault: 'nothing_ticked',
    })
    const after = new Date(Date.parse(ask.until) + 1)
    expect(await judgeAnswer(ask, answer, signers, after)).toEqual({ fault: 'expired' })
    const { signature } = await answerOf(ask, ['needs'], visit)
    expect(await judgeAnswer(ask, { ...answer, signature }, signers, now)).toEqual({ fault: 'bad_signature' })
  })
})

describe('a referral', () => {
  it('holds the ticked fields and nothing of the unticked, and opens with the team’s key only', async () => {
    const { ask, visit, signers, receiver, team, now } = await world()
    const ticked = ['name', 'needs']
    const verdict = await judgeAnswer(ask, await answerOf(ask, ticked, visit), signers, now)
    if (!('consent' in verdict)) throw new Error('no consent')
    const sent = await prepareReferral({ ask, ticked, consent: verdict.consent, receiver })
    const at = { teamId: team.teamId, epochId: team.id, mailbox: sent.mailbox }
    const packet = await readPacket(sent.packet, { ...at, pair: team })
    expect(packet.fields.map(({ value }) => value)).toEqual(['Sam', 'a bed'])
    expect(JSON.stringify(packet)).not.toContain('not by phone')
    await expect(readPacket(sent.packet, { ...at, pair: await teamEpoch() })).rejects.toThrow('shut')
  })

  it('brings the answer and its reason back to the story’s reply key', async () => {
    const { ask, visit, signers, receiver, team, now } = await world()
    const verdict = await judgeAnswer(ask, await answerOf(ask, ['name'], visit), signers, now)
    if (!('consent' in verdict)) throw new Error('no consent')
    const sent = await prepareReferral({ ask, ticked: ['name'], consent: verdict.consent, receiver })
    const at = { teamId: team.teamId, epochId: team.id, pair: team, mailbox: sent.mailbox }
    const packet = await readPacket(sent.packet, at)
    const answer = { accepted: false as const, reason: 'full' as const, note: 'try the other house' }
    const bytes = await writeAnswer(packet, sent.mailbox, answer)
    expect(await readAnswer(sent.sent, bytes)).toEqual(answer)
    await expect(readAnswer({ ...sent.sent, mailbox: randomId() }, bytes)).rejects.toThrow('shut')
  })

  it('may follow a read-back that names the person’s own message, signed by the responder', async () => {
    const { ask, receiver, team } = await world()
    const responder = await createPair()
    const yesMessage = { writer: randomId(), sequence: 3, hash: bytesToBase64Url(new Uint8Array(32)) }
    const { consent, content } = await recordReadBack(ask, ['needs'], responder, yesMessage)
    expect(content).toMatchObject({ kind: 'consent-read-back', ticked: ['needs'], yesMessage })
    const sent = await prepareReferral({ ask, ticked: ['needs'], consent, receiver })
    const at = { teamId: team.teamId, epochId: team.id, pair: team, mailbox: sent.mailbox }
    expect((await readPacket(sent.packet, at)).consent).toMatchObject({ kind: 'read-back', yesMessage })
  })

  it('is not sealed for fields that the consent does not name', async () => {
    const { ask, receiver } = await world()
    const yesMessage = { writer: randomId(), sequence: 1, hash: bytesToBase64Url(new Uint8Array(32)) }
    const { consent } = await recordReadBack(ask, ['needs'], await createPair(), yesMessage)
    const more = prepareReferral({ ask, ticked: ['needs', 'safety'], consent, receiver })
    await expect(more).rejects.toThrow('outside_consent')
  })
})
