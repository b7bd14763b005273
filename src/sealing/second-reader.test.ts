import {
  createDecipheriv,
  createECDH,
  createHash,
  hkdfSync,
  pbkdf2Sync,
  createHmac,
  verify as verifyNode,
  createPublicKey,
} from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/**
 * A second reader, written from docs/sealing.md and RFC 9180 on another
 * library (OpenSSL through node:crypto) without a line of this folder's code:
 * what the documents say is what the bytes are.
 */
const revive = (_: string, value: { base64url?: unknown } | null) =>
  typeof value?.base64url === 'string' ? Buffer.from(value.base64url, 'base64url') : value
const known = JSON.parse(readFileSync(new URL('known-answers.json', import.meta.url), 'utf8'), revive)
const { conversationId, first, second } = known.generations

const frame = (...parts: (string | number | Buffer)[]): Buffer =>
  Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === 'number' ? u32(part) : Buffer.from(part as string)
      return [u32(bytes.length), bytes]
    }),
  )
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const hkdf = (secret: Buffer, info: Buffer, length = 32): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info, length))
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()

function open(key: Buffer, nonce: Buffer, sealed: Buffer, aad: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAAD(aad).setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
}

/** RFC 9180 §4 and §5.1 for KEM 0x0010, KDF 0x0001, AEAD 0x0002. */
function openHpke(
  pair: { publicKey: Buffer; privateKey: Buffer },
  info: Buffer,
  sealed: Buffer,
  sender?: Buffer,
): Buffer {
  const [mode, enc, ct] = [sealed.subarray(2, 3), sealed.subarray(3, 68), sealed.subarray(68)]
  const extract = (suite: Buffer, salt: Buffer, label: string, ikm: Buffer): Buffer =>
    createHmac('sha256', salt.length ? salt : Buffer.alloc(32))
      .update(Buffer.concat([Buffer.from('HPKE-v1'), suite, Buffer.from(label), ikm]))
      .digest()
  const expand = (suite: Buffer, prk: Buffer, label: string, context: Buffer, length: number): Buffer => {
    const labelled = [Buffer.from([0, length]), Buffer.from('HPKE-v1'), suite, Buffer.from(label), context]
    return createHmac('sha256', prk)
      .update(Buffer.concat([...labelled, Buffer.from([1])]))
      .digest()
      .subarray(0, length)
  }
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(pair.privateKey)
  const kem = Buffer.concat([Buffer.from('KEM'), Buffer.from([0, 0x10])])
  const dh = Buffer.concat([ecdh.computeSecret(enc), ...(sender ? [ecdh.computeSecret(sender)] : [])])
  const kemContext = Buffer.concat([enc, pair.publicKey, ...(sender ? [sender] : [])])
  const shared = expand(kem, extract(kem, Buffer.alloc(0), 'eae_prk', dh), 'shared_secret', kemContext, 32)
  const suite = Buffer.concat([Buffer.from('HPKE'), Buffer.from([0, 0x10, 0, 1, 0, 2])])
  const none = Buffer.alloc(0)
  const context = Buffer.concat([
    mode,
    extract(suite, none, 'psk_id_hash', none),
    extract(suite, none, 'info_hash', info),
  ])
  const secret = extract(suite, shared, 'secret', none)
  const [key, nonce] = [
    expand(suite, secret, 'key', context, 32),
    expand(suite, secret, 'base_nonce', context, 12),
  ]
  return open(key, nonce, ct, sealed.subarray(0, 3))
}

it('slots open to key and link, in base and in auth mode', () => {
  const pairs: Record<string, { publicKey: Buffer; privateKey: Buffer }> = {
    team: known.epoch.key,
    visit: known.visit.pair,
    keep: known.receipt.keep.pair,
  }
  for (const { generation, record } of [first, second]) {
    for (const slot of record.slots) {
      const info = frame(
        'northline/1 generation slot',
        conversationId,
        record.number,
        record.epochId,
        slot.to,
        slot.recipient,
      )
      const sender = slot.bytes[2] === 2 ? known.receipt.words.pair.publicKey : undefined
      const plain = openHpke(pairs[slot.to] as never, info, slot.bytes, sender)
      expect(plain).toEqual(Buffer.concat([generation.key, generation.link]))
    }
    const commit = sha256(
      frame('northline/1 generation commit', conversationId, record.number, generation.key),
    )
    expect(commit).toEqual(record.commit)
  }
  const link = hkdf(
    first.generation.key,
    frame('northline/1 generation link', conversationId, 2, second.record.commit),
  )
  expect(link).toEqual(second.generation.link)
})

it('envelopes open, and the responder’s signature holds', () => {
  for (const [role, { generation }] of [
    ['seeker', first],
    ['responder', second],
  ] as const) {
    const { wire, opened } = known.envelopes[role]
    const head = wire.subarray(0, 93)
    const key = hkdf(generation.key, frame('northline/1 envelope content', conversationId, generation.number))
    const padded = open(key, head.subarray(81), wire.subarray(93), head)
    const plain = padded.subarray(4, 4 + padded.readUInt32BE(0))
    const end = role === 'responder' ? plain.length - 129 : plain.length
    const body = JSON.parse(plain.subarray(0, end).toString())
    expect(body.content).toEqual(opened.body.content)
    expect(body.seen).toEqual(opened.body.seen)
    if (role === 'seeker') continue
    const point = plain.subarray(end, end + 65)
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    }
    const message = frame(
      'northline/1 envelope signature',
      head.subarray(0, 81),
      sha256(plain.subarray(0, end)),
    )
    const publicKey = {
      key: createPublicKey({ key: jwk, format: 'jwk' }),
      dsaEncoding: 'ieee-p1363',
    } as const
    expect(verifyNode('sha256', message, publicKey, plain.subarray(end + 65))).toBe(true)
    expect(sha256(frame('northline/1 pseudonym', point)).subarray(0, 8).toString('base64url')).toBe(
      opened.signedBy.pseudonym,
    )
  }
})

it('the words give look-up id, token and pair; a ticket opens with both halves', () => {
  const { receipt, words } = known.receipt
  const secret = pbkdf2Sync(receipt, frame('northline/1 receipt'), 1_000_000, 32, 'sha256')
  expect(hkdf(secret, frame('northline/1 receipt lookup'), 16)).toEqual(words.lookupId)
  expect(hkdf(secret, frame('northline/1 receipt token'))).toEqual(words.token)
  const wide = BigInt(`0x${hkdf(secret, frame('northline/1 receipt pair'), 48).toString('hex')}`)
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const scalar = ((wide % (order - 1n)) + 1n).toString(16).padStart(64, '0')
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(Buffer.from(scalar, 'hex'))
  expect(ecdh.getPublicKey()).toEqual(words.pair.publicKey)

  const { clientHalf, serverHalf, ticketId, sealed, state } = known.ticket
  const info = frame('northline/1 ticket', Buffer.from(ticketId, 'base64url'))
  const key = hkdf(Buffer.concat([clientHalf, serverHalf]), info)
  const padded = open(key, sealed.subarray(2, 14), sealed.subarray(14), sealed.subarray(0, 2))
  expect(padded.subarray(4, 4 + padded.readUInt32BE(0))).toEqual(state)
})

it('a packet opens, and an epoch and a member slot', () => {
  const { mailbox, tapped, statement } = known.packet
  const { teamId, id: epochId, number } = known.epoch.key
  const padded = openHpke(
    known.epoch.key,
    frame('northline/1 packet', teamId, epochId, mailbox),
    tapped.bytes,
  )
  const packet = JSON.parse(padded.subarray(4, 4 + padded.readUInt32BE(0)).toString())
  expect(packet.consent.statement).toBe(statement)

  const { member, slots } = known.member
  const info = frame('northline/1 epoch slot', teamId, number, epochId, member.memberId)
  expect(openHpke(member.pair, info, known.epoch.slot.bytes)).toEqual(known.epoch.key.privateKey)

  const { bytes, secret } = slots.passkey
  const [salt, commit, box] = [bytes.subarray(2, 18), bytes.subarray(18, 50), bytes.subarray(50)]
  const key = hkdf(secret.prf, frame('northline/1 member passkey slot', member.memberId, salt, commit))
  const root = open(key, box.subarray(2, 14), box.subarray(14), box.subarray(0, 2))
  expect(root).toEqual(member.root)
  expect(sha256(frame('northline/1 member commit', member.memberId, root))).toEqual(commit)
})

it('a desk note opens, with the team’s epoch key alone', () => {
  const file = new URL('known-answers-desk-note.json', import.meta.url)
  const { teamId, epoch, note, sealed, ...rest } = JSON.parse(readFileSync(file, 'utf8'), revive)
  const info = frame('northline/1 desk note', rest.conversationId, teamId, epoch.id)
  const padded = openHpke(epoch, info, sealed)
  expect(padded).toHaveLength(4096)
  expect(padded.subarray(4, 4 + padded.readUInt32BE(0))).toEqual(note)
})
