import { defineErrors } from '../../kernel/index.ts'

/** What can go wrong between an ask and a connection. */
export const referralErrors = defineErrors('referrals', {
  not_found: {
    status: 404,
    safe: 'Nothing was changed. The same is said of what never was and of what others hold.',
  },
  not_allowed: { status: 403, safe: 'Nothing was changed and nothing was shown.' },
  phone_only: {
    status: 409,
    safe: 'Nothing left. Without a team key there is no packet; the service is phoned.',
  },
  bad_times: { status: 400, safe: 'Nothing was sent; what was filled in is still on the page.' },
  already_used: { status: 409, safe: 'What was sent first under this id stands unchanged.' },
  unreadable: { status: 400, safe: 'Nothing was sent or changed.' },
  ask_closed: { status: 409, safe: 'The ask stands as it was closed.' },
  hold_over: { status: 409, safe: 'No packet left; nothing else was changed.' },
  key_superseded: {
    status: 409,
    safe: 'Nothing was kept; the client seals again to the current key and sends.',
  },
  already_answered: { status: 409, safe: 'The first answer stands.' },
  not_opened: { status: 409, safe: 'Nothing was changed.' },
  not_accepted: { status: 409, safe: 'Nothing was changed.' },
  closed: { status: 410, safe: 'The packet is erased and nobody can open it any more.' },
  no_answer: { status: 404, safe: 'Nothing was changed; an answer that comes later waits in the mailbox.' },
  too_many: { status: 429, safe: 'Nothing was changed; trying again later is safe.' },
})
