import type { BurnDays } from '../../contracts/conversations.ts'
import { dayText, t } from './page.ts'

/** What deleting would do, before the tap. A visit that nobody checked is told that it only asks. */
export function burnNote(checked: boolean, { goneBy, heldUntil }: BurnDays): string {
  if (!checked) return t('chat.burn.note_unchecked')
  if (heldUntil) return t('chat.burn.held_note', { date: dayText(heldUntil) })
  const note = t('chat.burn.note')
  return goneBy ? `${note} ${t('chat.burn.copies', { date: dayText(goneBy) })}` : note
}

/** What has become of it, after the tap. */
export function burnedText({ goneBy, heldUntil }: BurnDays): string {
  if (heldUntil) return t('chat.burn.held', { date: dayText(heldUntil) })
  const done = t('chat.burn.done')
  return goneBy ? `${done} ${t('chat.burn.copies', { date: dayText(goneBy) })}` : done
}
