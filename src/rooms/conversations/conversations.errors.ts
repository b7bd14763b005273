import { defineErrors, NorthlineError, type ErrorKind } from '../../kernel/index.ts'

const nothingStored = 'Nothing was stored; what was typed stays in the writer’s own page.'

/** What can go wrong in a conversation, with what stays safe. */
export const conversationErrors = defineErrors('conversations', {
  no_line: { status: 503, safe: 'No team can be sealed to; nothing left the page.' },
  visit_over: { status: 410, safe: 'The conversation itself is untouched; the words bring the person back.' },
  burned: { status: 410, safe: 'The person deleted everything; nothing can be read any more.' },
  key_superseded: { status: 409, safe: nothingStored },
  message_conflict: { status: 409, safe: 'The message that was stored first under this id is kept.' },
  empty_message: { status: 422, safe: 'Nothing was sent.' },
  message_too_long: { status: 422, safe: nothingStored },
  unknown_reader: { status: 409, safe: 'The page itself refused to seal; nothing left it.' },
  envelope_refused: { status: 422, safe: nothingStored },
  too_many_tries: { status: 429, safe: 'Nothing was tried this time; the words and the secret still work.' },
  crowded: {
    status: 429,
    safe: 'Nothing was refused: a little work or a short wait, and the same is taken. What was typed stays.',
  },
  slowed: {
    status: 429,
    safe: 'What was typed stays in the page and goes when the time is over; a new chat is open.',
  },
  not_slowed: { status: 409, safe: 'Nothing was changed.' },
  too_many_messages: { status: 429, safe: `${nothingStored} The same message can be sent again.` },
  too_many_streams: { status: 429, safe: 'Nothing was lost; messages can be read without a stream.' },
  words_busy: {
    status: 503,
    safe: 'Nothing was tried and nothing counted; what was typed stays on the page.',
  },
  words_exist: { status: 409, safe: 'The words registered first keep working.' },
  not_checked: { status: 403, safe: 'What was said before stays shut.' },
  words_unknown: { status: 404, safe: 'Nothing says whether such words ever existed.' },
  secret_unknown: { status: 403, safe: 'What was said before stays shut.' },
  not_found: { status: 404, safe: 'Nothing says whether it exists for somebody else.' },
  already_claimed: { status: 409, safe: 'The colleague who was first has it.' },
  not_yours: { status: 403, safe: 'Nothing was changed.' },
  deletion_not_asked: { status: 409, safe: 'The conversation stays as it is.' },
  hold_not_found: { status: 404, safe: 'Nothing says whether it exists for somebody else.' },
  hold_exists: { status: 409, safe: 'The hold that is there, or was asked for, stays as it is.' },
  hold_bad_end: { status: 422, safe: 'Nothing was asked for.' },
  hold_same_person: { status: 403, safe: 'The hold is still only asked for; it holds nothing.' },
  hold_already_decided: { status: 409, safe: 'What was decided first stands.' },
  not_on_duty: { status: 409, safe: 'The conversation stays where it is.' },
})

/** Throws one of this room's errors. */
export function refuse(kind: ErrorKind, facts: Readonly<Record<string, unknown>> = {}): never {
  throw new NorthlineError(kind, facts)
}
