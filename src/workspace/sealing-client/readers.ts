import { content as contentShape } from '../../contracts/content.ts'
import type { Recipient } from '../../contracts/conversations.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import type { ThreadEntry } from '../../sealing/index.ts'
import { decode } from './epoch-ring.ts'
import type { Standing } from './generation-keys.ts'

/** `byWords`: it first wrote under a generation that only proves that the six words were known. */
export type CommittedVisit = { publicKey: string; signPublicKey: string; byWords: boolean }

/** The public keys that the seeker's own envelopes committed to, base64url. */
export type Committed = {
  visits: ReadonlyMap<string, CommittedVisit>
  /** The newest second-secret key. */
  keep: string | undefined
}

/**
 * Reads the keys out of opened envelopes of the seeker. A card in a generation
 * whose maker could not read what came before proves nothing and is left out;
 * the first card of a visit stands.
 */
export function committedKeys(
  entries: readonly ThreadEntry[],
  standingOf: (generation: number) => Standing,
): Committed {
  const visits = new Map<string, CommittedVisit>()
  let keep: string | undefined
  for (const { state, header, body } of entries) {
    if (state !== 'open' || header?.role !== 'seeker' || !body) continue
    if (standingOf(header.generation) === 'unlinked') continue
    const card = body.visit
    if (card && !visits.has(card.id)) {
      const publicKey = bytesToBase64Url(card.publicKey)
      const byWords = standingOf(header.generation) === 'words'
      visits.set(card.id, { publicKey, signPublicKey: bytesToBase64Url(card.signPublicKey), byWords })
    }
    const read = contentShape.safeParse(body.content)
    if (read.success && read.data.kind === 'keep') keep = read.data.publicKey
  }
  return { visits, keep }
}

export type CheckedReaders = {
  /** Their keys stand in the conversation itself. */
  verified: Recipient[]
  /** The server names them, and the conversation (as far as it can be read) does not. */
  unknown: Recipient[]
  /** The server names another key than the conversation does: never sealed to. */
  contradicted: Recipient[]
}

/** Compares whom the server wants the next key sealed to with what the conversation itself says. */
export function checkReaders(recipients: readonly Recipient[], committed: Committed): CheckedReaders {
  const checked: CheckedReaders = { verified: [], unknown: [], contradicted: [] }
  for (const recipient of recipients) {
    const key =
      recipient.to === 'keep' ? committed.keep : committed.visits.get(recipient.recipient)?.publicKey
    const verdict = key === undefined ? 'unknown' : key === recipient.publicKey ? 'verified' : 'contradicted'
    checked[verdict].push(recipient)
  }
  return checked
}

/** Recipients as sealing takes them. */
export function readersOf(recipients: readonly Recipient[]) {
  return recipients.map(({ to, recipient, publicKey }) => ({ to, recipient, publicKey: decode(publicKey) }))
}
