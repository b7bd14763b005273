/* What every request of a visit, and every message, can be answered with. */

export const visitErrors = ['conversations.visit_over'] as const
export const sendErrors = [
  ...visitErrors,
  'conversations.key_superseded',
  'conversations.message_conflict',
  'conversations.envelope_refused',
] as const
