import type { WorkspaceKey } from '../app/language.ts'
import { uncheckedVisits, type ConversationState } from './conversation-state.ts'

/** The one line that helps now, from what has happened so far and never from what was said. */
export function guidanceFor(state: ConversationState): WorkspaceKey {
  const { lines, item } = state
  const kinds = lines.map((line) => line.content?.kind)
  const answered = lines.some((line) => line.author === 'responder')
  if (uncheckedVisits(state).length > 0) return 'workspace.guidance.unchecked'
  if (kinds.includes('words-seen')) return 'workspace.guidance.words_seen'
  if (!answered) return item?.leftMessage ? 'workspace.guidance.left_message' : 'workspace.guidance.first'
  if (item && !item.seekerHere) return 'workspace.guidance.away'
  if (kinds.includes('referral-sent')) return 'workspace.guidance.sent'
  if (kinds.includes('consent-ask')) return 'workspace.guidance.consent'
  if (kinds.includes('cards')) return 'workspace.guidance.cards'
  return lines.length > 12 ? 'workspace.guidance.pace' : 'workspace.guidance.listen'
}
