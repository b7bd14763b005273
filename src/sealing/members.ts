import { concatBytes, equalBytes, textToBytes, type Bytes } from '../kernel/index.ts'
import { openBox, sealBox } from './boxes.ts'
import { insist } from './errors.ts'
import { createPair, exportPair, importPair, pairMatches, type Pair } from './keys.ts'
import { frame, hkdf, randomBytes, sha256, stretch, withoutPrefix, prefix } from './primitives.ts'
import { readPrintedCode } from './printed-code.ts'
import { labels, rounds, sizes } from './suite.ts'
import { indicesToWords, foldWord, randomIndices } from './words.ts'

/** A member's own keys: `root` opens the bundle; `pair` opens epochs; `signer` signs messages. */
export type Member = { memberId: string; root: Bytes; pair: Pair; signer: Pair }

/** What opens a slot to the root. Derive `wrapKey` by derivePassphrase(). */
export type MemberSecret =
  { kind: 'passkey'; prf: Bytes } | { kind: 'passphrase'; wrapKey: Bytes } | { kind: 'printed'; code: string }

/** New keys for a member, made in the member's own browser. */
export async function createMember(memberId: string): Promise<Member> {
  const [pair, signer] = await Promise.all([createPair(), createPair()])
  return { memberId, root: randomBytes(sizes.key), pair, signer }
}

/** The pairs, sealed under the root, for the server to keep. */
export function sealMemberBundle({ memberId, root, pair, signer }: Member): Promise<Bytes> {
  return sealBox(
    root,
    frame(labels.memberBundle, memberId),
    concatBytes(exportPair(pair), exportPair(signer)),
  )
}

/** Throws `shut` for another member's bundle or root, `wrong_key` when halves do not belong together. */
export async function openMemberBundle(memberId: string, root: Bytes, bundle: Bytes): Promise<Member> {
  const bytes = await openBox(root, frame(labels.memberBundle, memberId), bundle)
  const half = sizes.publicKey + sizes.privateKey
  insist(bytes.length === 2 * half, 'malformed')
  const member = {
    memberId,
    root,
    pair: importPair(bytes.slice(0, half)),
    signer: importPair(bytes.slice(half)),
  }
  insist((await pairMatches(member.pair)) && (await pairMatches(member.signer)), 'wrong_key')
  return member
}

const slotLabels = {
  passkey: labels.memberPasskey,
  passphrase: labels.memberPassphrase,
  printed: labels.memberPrinted,
} as const

function secretBytes(secret: MemberSecret): Bytes {
  if (secret.kind === 'printed') return readPrintedCode(secret.code)
  const bytes = secret.kind === 'passkey' ? secret.prf : secret.wrapKey
  insist(bytes.length >= sizes.key, 'bad_key')
  return bytes
}

async function commitToRoot(memberId: string, root: Bytes): Promise<Bytes> {
  return sha256(frame(labels.memberCommit, memberId, root))
}

/** version · suite · salt 16 · commitment 32 · box: the root under one secret. */
export async function sealMemberSlot(
  member: Pick<Member, 'memberId' | 'root'>,
  secret: MemberSecret,
): Promise<Bytes> {
  const salt = randomBytes(sizes.id)
  const commit = await commitToRoot(member.memberId, member.root)
  const info = frame(slotLabels[secret.kind], member.memberId, salt, commit)
  return concatBytes(prefix, salt, commit, await sealBox(secretBytes(secret), info, member.root))
}

/** The root (32 bytes). Throws `shut` for a wrong secret, member or kind; `wrong_key` against the commitment. */
export async function openMemberSlot(memberId: string, secret: MemberSecret, slot: Bytes): Promise<Bytes> {
  const bytes = withoutPrefix(slot)
  const head = sizes.id + sizes.hash
  insist(bytes.length > head, 'malformed')
  const commit = bytes.slice(sizes.id, head)
  const info = frame(slotLabels[secret.kind], memberId, bytes.slice(0, sizes.id), commit)
  const root = await openBox(secretBytes(secret), info, bytes.slice(head))
  insist(root.length === sizes.key && equalBytes(await commitToRoot(memberId, root), commit), 'wrong_key')
  return root
}

/** Seven words of a 2048-word list: 77 bits, made by the machine and never chosen. */
export function generatePassphrase(list: readonly string[]): string {
  return indicesToWords(randomIndices(7), list).join(' ')
}

/** Random salt for derivePassphrase, kept by the server beside the account. */
export function newMemberSalt(): Bytes {
  return randomBytes(sizes.id)
}

/**
 * Two separate keys from a passphrase: `signInKey` is sent to sign in (the
 * server keeps only its hash), `wrapKey` never leaves the browser and opens the
 * member slot. Case, accents and spacing do not matter. About 0.3 s on a laptop.
 */
export async function derivePassphrase(
  passphrase: string,
  memberSalt: Bytes,
  options: { iterations?: number } = {},
): Promise<{ signInKey: Bytes; wrapKey: Bytes }> {
  const words = passphrase
    .trim()
    .split(/[\s\-–—.,;]+/u)
    .map(foldWord)
    .join(' ')
  const salt = frame(labels.passphrase, memberSalt)
  const stretched = await stretch(textToBytes(words), salt, options.iterations ?? rounds)
  return {
    signInKey: await hkdf(stretched, frame(labels.passphraseSignIn)),
    wrapKey: await hkdf(stretched, frame(labels.passphraseWrap)),
  }
}

/**
 * What two people compare by voice before one seals the past to the other: 25 digits in
 * five groups, from a hash of the member's id and both public keys.
 */
export async function keyCheck(
  memberId: string,
  keys: { publicKey: Bytes; signPublicKey: Bytes },
): Promise<string> {
  const hash = await sha256(frame(labels.keyCheck, memberId, keys.publicKey, keys.signPublicKey))
  const digits = Array.from({ length: 5 }, (_, group) => {
    const bytes = hash.subarray(5 * group, 5 * group + 5)
    const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
    return String(value % 100_000).padStart(5, '0')
  })
  return digits.join(' ')
}
