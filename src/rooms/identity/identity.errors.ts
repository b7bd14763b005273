import { defineErrors } from '../../kernel/index.ts'

const unchanged = 'Nothing was changed.'

export const identityErrors = defineErrors('identity', {
  sign_in_failed: {
    status: 401,
    safe: 'Nothing is told about the account; a draft stays sealed in the tab.',
  },
  sign_in_again: { status: 403, safe: 'Nothing was changed; the session goes on.' },
  locked: {
    status: 403,
    safe: 'Nothing was changed; what comes and what was sealed goes on behind the cover.',
  },
  too_many_tries: { status: 429, safe: 'Nothing was changed; trying again later is safe.' },
  invitation_spent: { status: 410, safe: 'Unknown, used and expired invitations answer alike.' },
  passphrase_not_allowed: {
    status: 403,
    safe: 'The invitation stays unused; a passkey can still accept it.',
  },
  passkey_refused: { status: 400, safe: 'The invitation stays unused; trying again is safe.' },
  no_such_passkey: { status: 404, safe: unchanged },
  keys_exist: { status: 409, safe: 'The keys made first are kept.' },
  no_member_keys: { status: 409, safe: unchanged },
  no_such_slot: { status: 404, safe: unchanged },
  last_slot: { status: 409, safe: 'The one way there is keeps opening the keys.' },
  slot_in_use: { status: 409, safe: unchanged },
  renewal_not_allowed: { status: 403, safe: 'The keys there are are kept.' },
  too_many_slots: { status: 409, safe: 'The slots there are keep opening the keys.' },
  bad_key: { status: 400, safe: unchanged },
  epoch_exists: { status: 409, safe: 'The epoch made first is kept and works.' },
  epoch_readers: { status: 409, safe: 'Nothing was changed; the current epoch goes on working.' },
  bad_statement: { status: 400, safe: 'Nothing was changed; the current epoch goes on working.' },
  epoch_recovery: { status: 409, safe: 'Nothing was changed; the current epoch goes on working.' },
  epoch_not_yours: { status: 404, safe: 'Foreign and absent epochs answer alike; nothing was sealed.' },
  bad_holders: { status: 409, safe: 'Whoever could recover the team before still can.' },
  no_such_plan: { status: 404, safe: 'Whoever could recover the team before still can.' },
  not_a_holder: { status: 403, safe: 'Nothing was opened.' },
  recovery_running: { status: 409, safe: 'The recovery that was started first goes on.' },
  no_such_recovery: { status: 404, safe: 'Foreign, absent and ended recoveries answer alike.' },
  no_team_key: { status: 409, safe: 'Nothing was sealed and nothing was sent.' },
  no_such_team: { status: 404, safe: 'Foreign and absent teams answer alike.' },
  no_such_member: { status: 404, safe: 'Foreign and absent members answer alike.' },
  roles_not_yours: { status: 403, safe: unchanged },
  handle_taken: { status: 409, safe: unchanged },
  last_leader: { status: 409, safe: unchanged },
  no_such_session: { status: 404, safe: 'Foreign and absent sessions answer alike.' },
  last_way_in: { status: 409, safe: 'Nothing was changed; every way in goes on working.' },
  no_such_organisation: {
    status: 404,
    safe: 'Foreign and absent organisations, and those without accounts of their own, answer alike.',
  },
  organisation_unreachable: {
    status: 503,
    safe: 'Nothing was changed; a passkey or passphrase signs in as before.',
  },
  organisation_refused: { status: 401, safe: 'Nothing is told about the account, and nothing was changed.' },
  login_taken: {
    status: 409,
    safe: 'Nothing was changed; the account goes on signing in the member it was linked to.',
  },
})
