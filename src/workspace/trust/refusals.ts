import type { Line } from '../../contracts/conversations.ts'
import { sentenceFor } from '../app/api.ts'
import { translateNow } from '../app/language.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { requireTeamKey, UnverifiedTeamKey } from './team-key.ts'

/** Rejects unless a conversation may be sealed to this key: the line's own, where organisation keys are pinned. */
export function requireLine({ teamId, epochId, epochPublicKey }: Line): Promise<void> {
  return requireTeamKey({ teamId, epochId, publicKey: decode(epochPublicKey) }, true)
}

/** A sentence about why something was not sealed or not sent. */
export function sayWhyNotSealed(error: unknown): string {
  const t = translateNow()
  if (error instanceof UnverifiedTeamKey)
    return `${t('workspace.trust.not_sent')} ${t(`workspace.trust.why_${error.why}`)}`
  return sentenceFor(error)
}

/** The same for a packet: what is left is the telephone. */
export function sayWhyNotHandedOver({ why }: UnverifiedTeamKey): string {
  const t = translateNow()
  return `${t('workspace.trust.receiver_refused')} ${t(`workspace.trust.why_${why}`)}`
}
