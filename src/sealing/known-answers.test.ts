import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { base64UrlToBytes } from '../kernel/index.ts'
import * as sealing from './index.ts'

/**
 * Data made by suite 1 once and for all. If one of these fails, people can no
 * longer open what they hold: mend the code, never the file.
 */
const text = readFileSync(new URL('known-answers.json', import.meta.url), 'utf8')
const known = JSON.parse(text, (_, value: unknown) => {
  const encoded = (value as { base64url?: unknown } | null)?.base64url
  return typeof encoded === 'string' ? base64UrlToBytes(encoded) : value
})
const { conversationId, first, second } = known.generations

it('the words and the second secret give the known look-up id, tokens and pairs', async () => {
  const { receipt, digits, secondSecret, words, keep } = known.receipt
  expect(sealing.receiptToDigits(receipt)).toBe(digits)
  expect(sealing.digitsToReceipt(digits)).toEqual(receipt)
  expect(await sealing.deriveReceipt(receipt)).toEqual(words)
  expect(await sealing.deriveKeep(receipt, secondSecret)).toEqual(keep)
})

it('the passphrase gives the known sign-in and wrapping keys', async () => {
  expect(await sealing.derivePassphrase(known.passphrase.text, known.passphrase.salt)).toEqual(
    known.passphrase.keys,
  )
})

it('member slots, bundle and epoch open', async () => {
  const { member, bundle, slots } = known.member
  for (const { secret, bytes } of Object.values<{ secret: sealing.MemberSecret; bytes: sealing.Receipt }>(
    slots,
  )) {
    expect(await sealing.openMemberSlot(member.memberId, secret, bytes)).toEqual(member.root)
  }
  expect(await sealing.openMemberBundle(member.memberId, member.root, bundle)).toEqual(member)
  expect(await sealing.openEpoch(known.epoch.epoch, known.epoch.slot, member)).toEqual(known.epoch.key)
})

it('the slots of both generations open, linked and with proof of the words', async () => {
  const pairs: Record<string, sealing.Pair> = {
    team: known.epoch.key,
    visit: known.visit.pair,
    keep: known.receipt.keep.pair,
  }
  for (const { generation, record } of [first, second]) {
    expect(record.slots).toHaveLength(3)
    for (const slot of record.slots) {
      const sender = sealing.slotProvesWords(slot) && { senderPublicKey: known.receipt.words.pair.publicKey }
      const previous = generation.number === 2 && { previous: first.generation }
      const pair = pairs[slot.to] as sealing.Pair
      const opened = await sealing.openSlot({ conversationId, record, slot, pair, ...sender, ...previous })
      expect(opened.generation).toEqual(generation)
      expect(opened.linked).toBe(previous ? true : undefined)
    }
  }
})

it('the envelopes open', async () => {
  for (const [role, { generation }] of [
    ['seeker', first],
    ['responder', second],
  ] as const) {
    const { wire, hash, opened } = known.envelopes[role]
    expect(await sealing.envelopeHash(wire)).toEqual(hash)
    expect(await sealing.openEnvelope(wire, { conversationId, generation, role })).toEqual(opened)
  }
})

it('the ticket and the visit in it open', async () => {
  const { ticketId, state, sealed, clientHalf, serverHalf } = known.ticket
  expect(await sealing.openTicketState({ clientHalf, serverHalf }, ticketId, sealed)).toEqual(state)
  expect(sealing.importVisit(state)).toEqual(known.visit)
})

it('packets open with their consent, and the answer opens', async () => {
  const { mailbox, terms, fields, statement, hash, tapped, readBack, replyPrivateKey, answer, answerBytes } =
    known.packet
  expect(await sealing.consentStatement(terms, fields)).toBe(statement)
  expect(await sealing.consentHash(statement)).toBe(hash)
  const { id: epochId, teamId } = known.epoch.key
  for (const { consent, bytes } of [tapped, readBack]) {
    const packet = await sealing.openPacket(bytes, { teamId, epochId, pair: known.epoch.key, mailbox })
    expect(packet).toMatchObject({ fields, terms, consent })
  }
  expect(await sealing.openAnswer(replyPrivateKey, mailbox, answerBytes)).toEqual(answer)
})

it('the outer wrap opens and names its key', async () => {
  const { key, bucket, context, bytes, wrapped, fingerprint, mac } = known.outer
  expect(await sealing.unwrapOuter(key, bucket, context, wrapped)).toEqual(bytes)
  expect(await sealing.outerFingerprint(key)).toBe(fingerprint)
  expect(await sealing.lookupMac(key, 'receipt', known.receipt.words.lookupId)).toEqual(mac)
})
