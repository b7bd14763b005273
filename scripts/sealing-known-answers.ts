/**
 * Writes src/sealing/known-answers.json: keys, sealed bytes and what must come
 * out of them. Run once per suite; it never overwrites, because the file stands
 * for data that people already hold. A new suite, and a kind of sealed bytes that
 * came later (desk notes, certificates, recovery), adds a file of its own.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { bytesToBase64Url, textToBytes } from '../src/kernel/index.ts'
import * as sealing from '../src/sealing/index.ts'

const file = new URL('../src/sealing/known-answers.json', import.meta.url)
const asText = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64url: bytesToBase64Url(value) } : value

const noteFile = new URL('../src/sealing/known-answers-desk-note.json', import.meta.url)
if (!existsSync(noteFile)) {
  const place = {
    conversationId: bytesToBase64Url(new Uint8Array(16).fill(1)),
    teamId: bytesToBase64Url(new Uint8Array(16).fill(2)),
  }
  const { key } = await sealing.createEpoch({ teamId: place.teamId, number: 1, members: [] })
  const note = textToBytes('{"asks":[],"holds":{}}')
  const known = {
    ...place,
    epoch: key,
    note,
    sealed: await sealing.sealDeskNote({ ...place, epochId: key.id }, key.publicKey, note),
  }
  writeFileSync(noteFile, `${JSON.stringify(known, asText, 2)}\n`)
  process.stdout.write('known-answers-desk-note.json written\n')
}

const certificatesFile = new URL('../src/sealing/known-answers-certificates.json', import.meta.url)
if (!existsSync(certificatesFile)) {
  const named = (byte: number): string => bytesToBase64Url(new Uint8Array(16).fill(byte))
  const [line, house] = [await sealing.createPair(), await sealing.createPair()]
  const teamId = named(1)
  const member = await sealing.createMember(named(2))
  const { epoch } = await sealing.createEpoch({ teamId, number: 7, members: [] })
  const span = { notBefore: '2026-11-25T00:00:00.000Z', notAfter: '2027-11-25T00:00:00.000Z' }
  const organisation = { id: named(3), name: 'Invented House', kind: 'provider' }
  const certificates = [
    await sealing.signCertificate(house, {
      id: named(4),
      organisation,
      subject: {
        kind: 'member',
        memberId: member.memberId,
        publicKey: bytesToBase64Url(member.pair.publicKey),
        signPublicKey: bytesToBase64Url(member.signer.publicKey),
        teamIds: [teamId],
      },
      ...span,
    }),
    await sealing.signCertificate(house, {
      id: named(5),
      organisation,
      subject: { kind: 'team', teamId, name: 'Night desk' },
      ...span,
    }),
    await sealing.signCertificate(line, {
      id: named(6),
      organisation,
      subject: { kind: 'organisation', publicKey: bytesToBase64Url(house.publicKey) },
      ...span,
    }),
  ]
  const at = '2026-11-26T00:00:00.000Z'
  const revocations = [await sealing.signRevocations(line, { number: 2, ids: [named(7), named(8)], at })]
  const signed = await sealing.signEpochStatement(member.signer, {
    teamId,
    number: 7,
    epochId: epoch.id,
    publicKey: bytesToBase64Url(epoch.publicKey),
    previous: named(9),
    certificateId: named(4),
    at,
    until: '2027-02-24T00:00:00.000Z',
  })
  const wrapKey = new Uint8Array(32).fill(10)
  const known = {
    epoch: { teamId, id: epoch.id, publicKey: epoch.publicKey },
    proof: { epoch: signed, certificates, revocations },
    pin: { organisation: 'Invented Line', publicKey: bytesToBase64Url(line.publicKey), revocations: 2 },
    fingerprint: await sealing.organisationFingerprint(line.publicKey),
    member: {
      publicKey: member.pair.publicKey,
      signPublicKey: member.signer.publicKey,
      fingerprint: await sealing.memberFingerprint(member.pair.publicKey, member.signer.publicKey),
    },
    keyFile: { wrapKey, key: line, sealed: await sealing.sealOrganisationKey(wrapKey, line) },
  }
  writeFileSync(certificatesFile, `${JSON.stringify(known, asText, 2)}\n`)
  process.stdout.write('known-answers-certificates.json written\n')
}

const recoveryFile = new URL('../src/sealing/known-answers-recovery.json', import.meta.url)
if (!existsSync(recoveryFile)) {
  const teamId = bytesToBase64Url(new Uint8Array(16).fill(2))
  const ids = [3, 4, 5].map((byte) => bytesToBase64Url(new Uint8Array(16).fill(byte)))
  const holders = await Promise.all(ids.map(sealing.createMember))
  const { epoch, key } = await sealing.createEpoch({ teamId, number: 7, members: [] })
  const readers = holders.map(({ memberId, pair }) => ({ memberId, publicKey: pair.publicKey }))
  const slots = await sealing.sealRecoverySlots(key, readers)
  const code = sealing.newPrintedCode()
  const codePair = await sealing.deriveTeamCode(teamId, code)
  const [holder] = holders
  if (!holder) throw new Error('three holders')
  const printed = { kind: 'printed' as const, code }
  const known = {
    holders,
    epoch,
    key,
    slots,
    teamCode: { code, pair: codePair, slot: await sealing.sealTeamCodeSlot(key, codePair.publicKey) },
    printed: { code, slot: await sealing.sealMemberSlot(holder, printed) },
    keyCheck: await sealing.keyCheck(holder.memberId, {
      publicKey: holder.pair.publicKey,
      signPublicKey: holder.signer.publicKey,
    }),
  }
  writeFileSync(recoveryFile, `${JSON.stringify(known, asText, 2)}\n`)
  process.stdout.write('known-answers-recovery.json written\n')
}

if (existsSync(file)) {
  process.stderr.write('known-answers.json exists and must keep opening; nothing written\n')
  process.exit(1)
}

/** Fixed ids and secrets, so that a reader sees at once what is what. */
const id = (byte: number): string => bytesToBase64Url(new Uint8Array(16).fill(byte))
const fixed = (byte: number, length = 32): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(byte)

const conversationId = id(1)
const teamId = id(2)
const memberId = id(3)
const mailbox = id(4)
const receipt = Uint8Array.from([2, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x12])

const words = await sealing.deriveReceipt(receipt)
const keep = await sealing.deriveKeep(receipt, 'My own  Sécret')
const passphrase = { text: 'seven invented words for one known answer', salt: fixed(9, 16) }
const passphraseKeys = await sealing.derivePassphrase(passphrase.text, passphrase.salt)

const member = await sealing.createMember(memberId)
const made = await sealing.createEpoch({
  teamId,
  number: 7,
  members: [{ memberId, publicKey: member.pair.publicKey }],
})
const visit = await sealing.createVisit()
const recipients = [
  { to: 'visit' as const, recipient: visit.id, publicKey: visit.pair.publicKey },
  { to: 'keep' as const, recipient: conversationId, publicKey: keep.pair.publicKey },
]
const first = await sealing.newGeneration({ conversationId, number: 1, epoch: made.epoch, recipients })
const second = await sealing.newGeneration({
  conversationId,
  number: 2,
  epoch: made.epoch,
  recipients,
  previous: first.generation,
  senderReceiptKey: words.pair,
})

const opening = await sealing.nextEnvelope(sealing.createWriter(conversationId, 'seeker'), {
  generation: first.generation,
  content: { kind: 'text', text: 'I need a safe bed. J’ai peur. أحتاج مساعدة. 我需要帮助。' },
  seen: [],
  visit: sealing.visitCard(visit),
})
const reply = await sealing.nextEnvelope(sealing.createWriter(conversationId, 'responder'), {
  generation: second.generation,
  content: { kind: 'text', text: 'I am here.' },
  seen: [{ writer: opening.writer.id, sequence: 1, hash: bytesToBase64Url(opening.hash) }],
  signer: member.signer,
})

const halves = { clientHalf: fixed(5), serverHalf: fixed(6) }
const ticketId = id(7)
const state = sealing.exportVisit(visit)

const terms = {
  askId: id(8),
  to: { teamId, organisation: 'Invented House', service: 'Safe bed' },
  why: 'to keep a bed for you tonight',
  until: '2027-01-02T03:04:05.000Z',
}
const fields = [
  { key: 'name', label: 'Name', value: 'A.' },
  { key: 'age', label: 'Age', value: '19' },
]
const statement = await sealing.consentStatement(terms, fields)
const tapped = await sealing.signConsent(statement, visit.signer)
const readBack = await sealing.signConsent(statement, member.signer, {
  writer: opening.writer.id,
  sequence: 1,
  hash: bytesToBase64Url(opening.hash),
})
const receiver = { teamId, epochId: made.epoch.id, publicKey: made.epoch.publicKey }
const packet = await sealing.sealPacket({ receiver, mailbox, fields, consent: tapped })
const readBackPacket = await sealing.sealPacket({ receiver, mailbox, fields, consent: readBack })
const { replyPublicKey } = await sealing.openPacket(packet.bytes, { ...receiver, pair: made.key, mailbox })
const answer = { accepted: false, reason: 'no bed tonight' }

const printed = { kind: 'printed' as const, code: '01234-56789-ABCDE-FGHJK-MNPQR-S' }
const passkey = { kind: 'passkey' as const, prf: fixed(10) }
const byPassphrase = { kind: 'passphrase' as const, wrapKey: passphraseKeys.wrapKey }
const outer = { key: fixed(11), bucket: '2027-03', context: id(12) }

const known = {
  receipt: { receipt, digits: sealing.receiptToDigits(receipt), secondSecret: 'My own  Sécret', words, keep },
  passphrase: { ...passphrase, keys: passphraseKeys },
  member: {
    member,
    bundle: await sealing.sealMemberBundle(member),
    slots: {
      passkey: { secret: passkey, bytes: await sealing.sealMemberSlot(member, passkey) },
      passphrase: { secret: byPassphrase, bytes: await sealing.sealMemberSlot(member, byPassphrase) },
      printed: { secret: printed, bytes: await sealing.sealMemberSlot(member, printed) },
    },
  },
  epoch: { epoch: made.epoch, slot: made.slots[0], key: made.key },
  visit,
  generations: { conversationId, first, second },
  envelopes: {
    seeker: {
      wire: opening.wire,
      hash: opening.hash,
      opened: await sealing.openEnvelope(opening.wire, { conversationId, generation: first.generation }),
    },
    responder: {
      wire: reply.wire,
      hash: reply.hash,
      opened: await sealing.openEnvelope(reply.wire, { conversationId, generation: second.generation }),
    },
  },
  ticket: { ...halves, ticketId, state, sealed: await sealing.sealTicketState(halves, ticketId, state) },
  packet: {
    mailbox,
    terms,
    fields,
    statement,
    hash: await sealing.consentHash(statement),
    tapped: { consent: tapped, bytes: packet.bytes },
    readBack: { consent: readBack, bytes: readBackPacket.bytes },
    replyPrivateKey: packet.replyPrivateKey,
    answer,
    answerBytes: await sealing.sealAnswer(replyPublicKey, mailbox, answer),
  },
  outer: {
    ...outer,
    bytes: textToBytes('a slot'),
    wrapped: await sealing.wrapOuter(outer.key, outer.bucket, outer.context, textToBytes('a slot')),
    fingerprint: await sealing.outerFingerprint(outer.key),
    mac: await sealing.lookupMac(outer.key, 'receipt', words.lookupId),
  },
}

writeFileSync(file, `${JSON.stringify(known, asText, 2)}\n`)
