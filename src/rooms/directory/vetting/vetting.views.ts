import type { Standing, VettingHead, VettingRecord } from '../../../contracts/directory-vetting.ts'
import { checklist } from '../../../contracts/directory-vetting.ts'
import { NorthlineError, type Actor } from '../../../kernel/index.ts'
import type { Tx } from '../../../database/index.ts'
import { memberNames } from '../../identity/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { dayOf, daysAfter } from './days.ts'
import { answeredItems, missingOf } from './missing.ts'
import {
  historyOf,
  publishedOf,
  sourcesNow,
  standingsToSee,
  type StandingRow,
} from './standings.repository.ts'
import { named, whoDid } from '../who-did.ts'
import { mayReview, mayVet } from './vetting.policy.ts'
import { latestAnswers } from './vetting.usecases.ts'
import {
  answersTo,
  closedVettings,
  findVetting,
  openVettings,
  reviewsOf,
  type AnswerRow,
  type ReviewRow,
  type VettingRow,
} from './vettings.repository.ts'

/** A verification that ends within so many days is to be looked at again. */
const endsSoonDays = 60

export type VettingsView = {
  open: VettingHead[]
  closed: VettingHead[]
  ending: Standing[]
  stopped: Standing[]
  sources: { source: string; services: number; unvetted: number }[]
}

/** Everything that reviewers have to do, and did lately; nothing for anybody else. */
export async function vettingsView(deps: DirectoryDeps, actor: Actor): Promise<VettingsView> {
  if (!mayVet(actor)) return { open: [], closed: [], ending: [], stopped: [], sources: [] }
  const now = deps.now?.() ?? new Date()
  const view = await deps.database.as(actor, async (tx) => {
    const [open, closed] = [await openVettings(tx), await closedVettings(tx)]
    const ids = [...open, ...closed].map(({ id }) => id)
    const heads = await headsOf(tx, [...open, ...closed], await answersTo(tx, ids), await reviewsOf(tx, ids))
    const { ending, stopped } = await standingsToSee(tx, daysAfter(now, endsSoonDays))
    const names = await memberNames(
      tx,
      [...ending, ...stopped].flatMap(({ by }) => by ?? []),
    )
    return {
      open: heads.slice(0, open.length),
      closed: heads.slice(open.length),
      ending: ending.map((row) => presentStanding(row, names, now)),
      stopped: stopped.map((row) => presentStanding(row, names, now)),
    }
  })
  const sources = await deps.database.as({ kind: 'system' }, (tx) => sourcesNow(tx, now))
  return { ...view, sources }
}

/** One vetting, whole. */
export async function vettingView(
  deps: DirectoryDeps,
  actor: Actor,
  vettingId: string,
): Promise<VettingRecord> {
  if (!mayVet(actor)) throw new NorthlineError(directoryErrors.not_allowed)
  const now = deps.now?.() ?? new Date()
  const view = await deps.database.as(actor, async (tx) => {
    const row = await findVetting(tx, vettingId)
    if (!row) throw new NorthlineError(directoryErrors.vetting_not_found)
    const answers = await answersTo(tx, [vettingId])
    const reviews = await reviewsOf(tx, [vettingId])
    const history = await historyOf(tx, row.kind, row.subjectId)
    const names = await memberNames(
      tx,
      [...answers, ...reviews, ...history].flatMap(({ by }) => by ?? []),
    )
    const [head] = await headsOf(tx, [row], answers, reviews)
    const reviewedBy = reviews.map(({ by }) => by)
    return {
      ...(head as VettingHead),
      answers: answers.map(({ item, answer, evidence, by, at }) => ({
        item,
        answer,
        evidence,
        by: whoDid(by, names, at),
      })),
      reviewed: reviews.map(({ decision, knowsField, reason, until, by, at }) => ({
        decision,
        knowsField,
        reason,
        ...(until ? { until } : {}),
        by: whoDid(by, names, at),
      })),
      history: history.map((standing) => presentStanding(standing, names, now)),
      mayReview: mayReview(actor, { openedBy: row.openedBy, closed: row.closedAt !== null, reviewedBy }),
    }
  })
  const services = await deps.database.as({ kind: 'system' }, (tx) =>
    publishedOf(tx, view.kind, view.subjectId),
  )
  return { ...view, services }
}

async function headsOf(
  tx: Tx,
  rows: readonly VettingRow[],
  answers: readonly AnswerRow[],
  reviews: readonly ReviewRow[],
): Promise<VettingHead[]> {
  const names = await memberNames(
    tx,
    rows.flatMap(({ openedBy, closedBy }) => [openedBy, closedBy ?? []].flat()),
  )
  return rows.map((row) => {
    const own = latestAnswers(answers.filter(({ vettingId }) => vettingId === row.id))
    const reviewed = reviews.filter(({ vettingId }) => vettingId === row.id)
    const { id, kind, subjectId, name, reason, openedBy, openedAt, outcome, closedBy, closedAt } = row
    return {
      vettingId: id,
      kind,
      subjectId,
      name,
      reason,
      opened: whoDid(openedBy, names, openedAt),
      ...(outcome ? { outcome } : {}),
      ...(closedBy && closedAt ? { closed: whoDid(closedBy, names, closedAt) } : {}),
      answered: answeredItems(own),
      of: checklist.length,
      reviews: reviewed.filter(({ decision }) => decision === 'verify').length,
      missing: outcome ? [] : missingOf(openedBy, own, reviewed),
    }
  })
}

function presentStanding(row: StandingRow, names: ReadonlyMap<string, string>, now: Date): Standing {
  const { kind, subjectId, name, level, until, reason, by, at } = row
  return {
    kind,
    subjectId,
    name,
    level,
    ...(until ? { until } : {}),
    lapsed: until !== null && until < dayOf(now),
    reason,
    ...(by ? { by: named(by, names) } : {}),
    at: at.toISOString(),
  }
}
