import type { Recipient } from '../../contracts/conversations.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import type { ThreadEntry } from '../../sealing/index.ts'
import { readContent } from './incoming.ts'
import type { Session } from './session.ts'

/**
 * What the story says of those whom the server wants the next key sealed to.
 * `refuse`: a key that contradicts it, or one that it does not know though this
 * visit has read it from the beginning. `unsure`: one that it can't know, because
 * this visit came by words and the beginning is shut.
 */
export type Verdict = 'sound' | 'unsure' | 'refuse'

/** Compares every recipient with the keys that the seeker's own envelopes committed. docs/sealing.md, “Who gets a slot”. */
export function judgeReaders(
  recipients: readonly Recipient[],
  entries: readonly ThreadEntry[],
  { visit, keep, kept }: Pick<Session, 'visit' | 'keep' | 'kept'>,
): Verdict {
  const visits = new Map<string, string>()
  const keeps = new Set<string | undefined>([kept.ownKeep, keep && bytesToBase64Url(keep.publicKey)])
  let newestKeep: string | undefined
  for (const { state, header, body } of entries) {
    if (state !== 'open' || header?.role !== 'seeker' || !body) continue
    const card = body.visit
    // The first card of a visit stands.
    if (card && !visits.has(card.id)) visits.set(card.id, bytesToBase64Url(card.publicKey))
    const content = readContent(body.content)
    if (content?.kind === 'keep') newestKeep = content.publicKey
  }
  keeps.add(newestKeep)
  let unsure = false
  for (const { to, recipient, publicKey } of recipients) {
    // This visit's own slot is made with its own key, whatever the server says.
    if (recipient === visit.id) continue
    const known = to === 'keep' ? keeps.has(publicKey) : visits.get(recipient) === publicKey
    if (known) continue
    const contradicted = to === 'keep' ? newestKeep !== undefined : visits.has(recipient)
    if (contradicted || !kept.returned) return 'refuse'
    unsure = true
  }
  return unsure ? 'unsure' : 'sound'
}
