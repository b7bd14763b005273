/**
 * Capacity asked without anything about a person, then (with the person's yes) a
 * sealed packet to one team, and its sealed answer in a mailbox. No row names a
 * conversation, a visit, a member or whoever sent it. All times are ISO 8601, UTC.
 */
export {
  /** The contract of `src/contracts/referrals.ts`, bound: `referralRoutes(deps)`. */
  referralRoutes,
} from './referrals.routes.ts'
export {
  /**
   * Database, outer keys, audit, settings. `now` is for tests.
   */
  type ReferralDeps,
} from './referrals.deps.ts'
export {
  /** REFERRALS_ANSWER_SECONDS, REFERRALS_ASK_HOURS, REFERRALS_KEEP_DAYS. */
  referralSettings,
  type ReferralSettings,
} from './referrals.config.ts'
export {
  /** Every error of the room by key; codes are `referrals.<key>`. */
  referralErrors,
} from './referrals.errors.ts'
export {
  /** `sweepReferrals({database, settings})`: the clock's part, every ten seconds or so. Any number of servers may. */
  sweepReferrals,
  /** How many rows each part of a sweep changed. */
  type Swept,
} from './referrals.sweep.ts'
export {
  /** `wrappedReferrals(tx, month)`: how many packets and answers still need the outer key of a month. */
  wrappedReferrals,
} from './packets.sweep.repository.ts'
export {
  /** The topic to listen on; payloads are `ReferralEvent`s with ids only. */
  referralTopic,
  /** `readReferralEvent(payload)`: the event, `everything` after a lost listener, undefined for anything else. */
  readReferralEvent,
  /** `staffHears(teams, event)`: whether the stream of a member of these teams forwards the event. */
  staffHears,
} from './referrals.events.ts'
export {
  /** `setReceiver(deps, actor, {serviceId, teamId?})`: which team receives for a service. For the demo and the command line: actor `system`. */
  setReceiver,
  /** `listReceivers(deps, actor, {serviceIds?, after?})`: which services have a receiving team, with names. */
  listReceivers,
  /** `receiversOf(deps, actor, serviceIds)`: those with a team and a key; the others are phoned. */
  receiversOf,
} from './receivers.usecases.ts'
export {
  /** `seekerMailboxes(deps, mailboxes)`: how each stands, in the order asked for; ≤ 20. For the page without script. */
  seekerMailboxes,
  /** `seekerTakeAnswer(deps, mailbox)`: `{answer}` in base64url; throws `referrals.no_answer`. */
  seekerTakeAnswer,
  /** `seekerWithdraw(deps, {mailbox, withdrawToken})`: erases the packet; throws `referrals.not_found`. */
  seekerWithdraw,
  /** `seekerConnected(deps, {mailbox, withdrawToken})`; throws `referrals.not_found`, `not_accepted`, `closed`. */
  seekerConnected,
} from './mailbox.usecases.ts'
