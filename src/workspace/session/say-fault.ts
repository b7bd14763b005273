import { SealingError } from '../../sealing/index.ts'
import { sentenceFor } from '../app/api.ts'
import { translateNow } from '../app/language.ts'
import { NoSlot } from '../sealing-client/members.ts'
import { PasskeyError } from './passkey.ts'
import { NotProved } from './prove.ts'

/** A sentence about what went wrong on the way in. */
export function sayEntryFault(error: unknown): string {
  const t = translateNow()
  if (error instanceof PasskeyError) {
    const { fault } = error
    if (fault === 'cancelled') return t('workspace.passkey.cancelled')
    if (fault === 'no_secret') return t('workspace.passkey.no_secret')
    if (fault === 'not_here') return t('workspace.passkey.not_here')
    return t('workspace.passkey.failed')
  }
  if (error instanceof NotProved) return t('workspace.prove.cancelled')
  if (error instanceof NoSlot) return t('workspace.keys.no_slot')
  if (error instanceof SealingError) return t('workspace.keys.wrong')
  return sentenceFor(error)
}
