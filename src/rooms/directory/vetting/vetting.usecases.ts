import {
  answersOf,
  longestVerifiedDays,
  type answerVetting,
  type ChecklistAnswer,
  type ChecklistItem,
  type nominate as nominateRoute,
  type reviewVetting,
  type stopService,
} from '../../../contracts/directory-vetting.ts'
import type { AuditVerb } from '../../../contracts/audit-actions.ts'
import type { InputOf } from '../../../contracts/route.ts'
import { NorthlineError, randomId, type Actor, type StaffActor } from '../../../kernel/index.ts'
import type { Tx } from '../../../database/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { applyStandings } from './apply.usecase.ts'
import { dayOf, daysAfter } from './days.ts'
import { missingOf } from './missing.ts'
import { historyOf, insertStanding, subjectOfService, type NewStanding } from './standings.repository.ts'
import { mayNominate, mayReview, mayVet } from './vetting.policy.ts'
import {
  answersTo,
  closeVetting,
  findVetting,
  insertAnswer,
  insertReview,
  insertVetting,
  lockOpenVetting,
  reviewsOf,
  type AnswerRow,
  type VettingRow,
} from './vettings.repository.ts'

function refuse(kind: (typeof directoryErrors)[keyof typeof directoryErrors]): never {
  throw new NorthlineError(kind)
}

function vetting(actor: Actor): StaffActor {
  return mayVet(actor) ? actor : refuse(directoryErrors.not_allowed)
}

/** Asks that an organisation, a service without one, or a source be vetted. */
export async function nominate(
  deps: DirectoryDeps,
  actor: Actor,
  { serviceId, subject, reason }: InputOf<typeof nominateRoute>,
): Promise<{ vettingId: string }> {
  if (!mayNominate(actor) || (subject && !mayVet(actor))) return refuse(directoryErrors.not_allowed)
  const id = randomId()
  await deps.database.as(actor, async (tx) => {
    const about = serviceId
      ? await subjectOfService(tx, serviceId)
      : subject && { ...subject, name: await nameOf(tx, subject) }
    if (!about?.name) return refuse(directoryErrors.not_found)
    const { kind, subjectId, name } = about
    if (!(await insertVetting(tx, { id, kind, subjectId, name, reason, openedBy: actor.memberId })))
      refuse(directoryErrors.vetting_open)
    await record(deps, tx, 'nominate', about)
  })
  return { vettingId: id }
}

/** What stands of it already gives its name; a source is called by its own. */
async function nameOf(
  tx: Tx,
  { kind, subjectId }: Pick<VettingRow, 'kind' | 'subjectId'>,
): Promise<string | undefined> {
  return kind === 'source' ? subjectId : (await historyOf(tx, kind, subjectId))[0]?.name
}

/** Answers an item of the checklist; whatever is said needs something it rests on. */
export async function answer(
  deps: DirectoryDeps,
  actor: Actor,
  { vettingId, item, answer: said, evidence }: InputOf<typeof answerVetting>,
): Promise<void> {
  const me = vetting(actor)
  if (!(answersOf[item] as readonly ChecklistAnswer[]).includes(said))
    refuse(directoryErrors.vetting_bad_answer)
  if (said !== 'unknown' && evidence === '') refuse(directoryErrors.vetting_no_evidence)
  await deps.database.as(me, async (tx) => {
    const found = await lock(tx, vettingId)
    await insertAnswer(tx, { vettingId, item, answer: said, evidence, by: me.memberId })
    await record(deps, tx, 'answer_vetting', found)
  })
}

/** A reviewer's yes or no. What is missing for “verified” is refused before it is kept, but for the second reviewer. */
export async function review(
  deps: DirectoryDeps,
  actor: Actor,
  { vettingId, decision, knowsField, reason, until }: InputOf<typeof reviewVetting>,
): Promise<{ outcome?: 'verified' | 'refused' }> {
  const me = vetting(actor)
  const now = deps.now?.() ?? new Date()
  const outcome = await deps.database.as(me, async (tx) => {
    const found = await lock(tx, vettingId)
    const before = await reviewsOf(tx, [vettingId])
    const standing = { openedBy: found.openedBy, closed: false, reviewedBy: before.map(({ by }) => by) }
    if (!mayReview(me, standing))
      refuse(found.openedBy === me.memberId ? directoryErrors.vetting_own : directoryErrors.vetting_reviewed)
    if (decision === 'verify' && !isGoodEnd(until, now)) refuse(directoryErrors.vetting_bad_end)
    if (decision === 'refuse' && reason === '') refuse(directoryErrors.vetting_no_reason)
    const answers = latestAnswers(await answersTo(tx, [vettingId]))
    const reviews = [...before, { decision, knowsField, until: until ?? null, by: me.memberId }]
    const missing = missingOf(found.openedBy, answers, reviews)
    if (decision === 'verify' && missing.includes('answers')) refuse(directoryErrors.vetting_unanswered)
    await insertReview(tx, {
      vettingId,
      decision,
      knowsField,
      reason,
      until: decision === 'verify' ? (until ?? null) : null,
      by: me.memberId,
    })
    await record(deps, tx, 'review_vetting', found)
    if (decision === 'refuse') {
      await closeVetting(tx, vettingId, { by: me.memberId, outcome: 'refused' })
      await record(deps, tx, 'refuse', found)
      return 'refused' as const
    }
    if (missing.length > 0) return undefined
    await closeVetting(tx, vettingId, { by: me.memberId, outcome: 'verified' })
    const ends = reviews
      .flatMap((one) => (one.decision === 'verify' && one.until ? [one.until] : []))
      .toSorted()
    await insertStanding(tx, {
      ...found,
      level: 'verified',
      until: ends[0] ?? null,
      reason,
      by: me.memberId,
      vettingId,
    })
    await record(deps, tx, 'verify', found)
    return 'verified' as const
  })
  if (outcome === 'verified') await applyStandings(deps)
  return outcome ? { outcome } : {}
}

function isGoodEnd(until: string | undefined, now: Date): boolean {
  return until !== undefined && until >= dayOf(now) && until <= dayOf(daysAfter(now, longestVerifiedDays - 1))
}

/** Ends one without an outcome. */
export async function withdraw(deps: DirectoryDeps, actor: Actor, vettingId: string): Promise<void> {
  const me = vetting(actor)
  await deps.database.as(me, async (tx) => {
    const found = await lock(tx, vettingId)
    await closeVetting(tx, vettingId, { by: me.memberId, outcome: 'withdrawn' })
    await record(deps, tx, 'withdraw_vetting', found)
  })
}

/** Takes a service, or all of its organisation, out at once: what may be dangerous waits for nobody's second look. */
export async function stop(
  deps: DirectoryDeps,
  actor: Actor,
  { serviceId, whole, reason }: InputOf<typeof stopService>,
): Promise<void> {
  const me = vetting(actor)
  await deps.database.as(me, async (tx) => {
    const organisation = await subjectOfService(tx, serviceId)
    if (!organisation) return refuse(directoryErrors.not_found)
    const subject =
      whole || organisation.kind === 'service'
        ? organisation
        : { kind: 'service' as const, subjectId: serviceId, name: organisation.service }
    await insertStanding(tx, { ...subject, level: 'stopped', until: null, reason, by: me.memberId })
    await record(deps, tx, 'stop', subject)
  })
  await applyStandings(deps)
}

/**
 * Stands for what is invented or generated, for the demo, tests and benches: as if its source had been accepted. What
 * is real goes through two reviewers.
 */
export async function standForInvented(
  deps: DirectoryDeps,
  standings: readonly Omit<NewStanding, 'by' | 'vettingId'>[],
): Promise<void> {
  await deps.database.as({ kind: 'system' }, async (tx) => {
    for (const standing of standings) await insertStanding(tx, { ...standing, by: null })
  })
  await applyStandings(deps)
}

/** The same for everything that an invented or generated source ever brings. */
export function acceptInvented(deps: DirectoryDeps, source: string): Promise<void> {
  const reason = 'Invented.'
  return standForInvented(deps, [
    { kind: 'source', subjectId: source, name: source, level: 'verified', until: '2099-12-31', reason },
  ])
}

/** The answer in force of each item; `rows` latest first. */
export function latestAnswers(
  rows: readonly Pick<AnswerRow, 'item' | 'answer'>[],
): Map<ChecklistItem, ChecklistAnswer> {
  return new Map(rows.toReversed().map(({ item, answer: said }) => [item, said]))
}

async function lock(tx: Tx, vettingId: string): Promise<VettingRow> {
  const found = await lockOpenVetting(tx, vettingId)
  if (found) return found
  return refuse(
    (await findVetting(tx, vettingId)) ? directoryErrors.vetting_closed : directoryErrors.vetting_not_found,
  )
}

// A source is named in no entry by a name that an operator chose.
async function record(
  deps: DirectoryDeps,
  tx: Tx,
  verb: AuditVerb<'directory'>,
  { kind, subjectId }: Pick<VettingRow, 'kind' | 'subjectId'>,
): Promise<void> {
  await deps.audit?.record(tx, {
    action: `directory.${verb}`,
    ...(kind === 'source' ? {} : { subject: { kind, id: subjectId } }),
  })
}
