import type { Content, ContentOf } from '../../contracts/content.ts'
import type { BurnDays, LineState } from '../../contracts/conversations.ts'
import { formatDate, formatDateTime, formatTime, type Translate } from '../../i18n/index.ts'
import type { NoScriptItem } from '../../rooms/conversations/index.ts'

/** Without script the reader's zone is not known: HELP_ZONE, and where it matters its name. */
export function timeOf(t: Translate, iso: string, zone: string): string {
  return iso ? formatTime(t.locale, new Date(iso), zone) : ''
}

export function momentOf(t: Translate, iso: string, zone: string): string {
  return formatDateTime(t.locale, new Date(iso), zone)
}

function dayOf(t: Translate, day: string): string {
  return formatDate(t.locale, new Date(day), 'UTC', true)
}

/** What deleting would do; the script's `burnNote` says the same. */
export function burnNote(t: Translate, checked: boolean, { goneBy, heldUntil }: BurnDays): string {
  if (!checked) return t('chat.burn.note_unchecked')
  if (heldUntil) return t('chat.burn.held_note', { date: dayOf(t, heldUntil) })
  const note = t('chat.burn.note')
  return goneBy ? `${note} ${t('chat.burn.copies', { date: dayOf(t, goneBy) })}` : note
}

/** What has become of it; the script's `burnedText` says the same. */
export function burnedText(t: Translate, burned: { deleted: boolean } & BurnDays): string {
  const { deleted, goneBy, heldUntil } = burned
  if (heldUntil) return t('chat.burn.held', { date: dayOf(t, heldUntil) })
  if (!deleted) return t('chat.burn.asked')
  const done = t('chat.burn.done')
  return goneBy ? `${done} ${t('chat.burn.copies', { date: dayOf(t, goneBy) })}` : done
}

/** What is true of the conversation, in sentences; the script's `stateSentences` says the same. */
export function stateText(t: Translate, state: LineState, zone: string): string {
  if (state.slowedUntil) return t('chat.state.slowed', { time: timeOf(t, state.slowedUntil, zone) })
  if (state.state === 'ended') return t('chat.state.ended')
  if (state.state === 'claimed') return t('chat.state.claimed')
  if (state.leftMessage) return t('chat.state.left_message')
  if (!state.open) return t('chat.state.nobody_here')
  if (state.backInQueue) return t('chat.state.back_in_queue')
  if (state.unanswered) return t('chat.state.unanswered')
  const { ahead, respondersFree: count } = state
  return [t('chat.state.waiting'), t('chat.state.ahead', { ahead }), t('chat.state.free', { count })].join(
    ' ',
  )
}

export function needsOtherWays(state: LineState): boolean {
  if (state.slowedUntil) return true
  return (
    state.state === 'waiting' && !state.leftMessage && (state.unanswered || state.backInQueue || !state.open)
  )
}

const bySeeker: readonly Content['kind'][] = [
  'consent-answer',
  'left-message',
  'returned',
  'keep',
  'words-seen',
]

/** The content of an item, unless its author may not say such a thing. */
export function contentOf(item: NoScriptItem): Content | undefined {
  const { content } = item
  if (!content || content.kind === 'text') return content
  return bySeeker.includes(content.kind) === (item.by !== 'responder') ? content : undefined
}

export function askOf(items: readonly NoScriptItem[], askId: string): ContentOf<'consent-ask'> | undefined {
  return items
    .map(contentOf)
    .findLast(
      (content): content is ContentOf<'consent-ask'> =>
        content?.kind === 'consent-ask' && content.askId === askId,
    )
}

/** Questions that were answered or read back; they are not asked again. */
export function settledAsks(items: readonly NoScriptItem[]): Set<string> {
  return new Set(
    items.flatMap((item) => {
      const content = contentOf(item)
      return content?.kind === 'consent-answer' || content?.kind === 'consent-read-back'
        ? [content.askId]
        : []
    }),
  )
}

export function tickedLabels(ask: ContentOf<'consent-ask'> | undefined, ticked: readonly string[]): string {
  return ticked.map((key) => ask?.fields.find((field) => field.key === key)?.label ?? key).join(', ')
}
