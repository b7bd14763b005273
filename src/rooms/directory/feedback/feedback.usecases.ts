import {
  feedbackKinds,
  urgentFeedback,
  type Feedback,
  type FeedbackKind,
  type lookedAtFeedback,
} from '../../../contracts/directory-feedback.ts'
import type { InputOf } from '../../../contracts/route.ts'
import type { Translate } from '../../../i18n/index.ts'
import { hasRoleAtLine, NorthlineError, type Actor } from '../../../kernel/index.ts'
import { publishedEntries } from '../changes/changes.repository.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { findPublished } from '../search/search.repository.ts'
import { presentHead } from '../search/service.ts'
import { mayVet } from '../vetting/vetting.policy.ts'
import {
  forgetFeedback,
  insertFeedback,
  insertLook,
  unseenFeedback,
  type FeedbackRow,
} from './feedback.repository.ts'

/** Keeps what did not work at a service; who says it is not kept, only whether it was somebody of the line. */
export async function give(
  deps: DirectoryDeps,
  actor: Actor,
  { serviceId, what }: { serviceId: string; what: FeedbackKind },
): Promise<void> {
  if (actor.kind === 'staff' && !hasRoleAtLine(actor, 'responder', 'supervisor', 'coordinator'))
    throw new NorthlineError(directoryErrors.not_allowed)
  await deps.database.as(actor, async (tx) => {
    if (!(await findPublished(tx, serviceId))) throw new NorthlineError(directoryErrors.not_found)
    await insertFeedback(tx, { serviceId, what, saidBy: actor.kind === 'staff' ? 'line' : 'person' })
  })
}

/** What nobody has looked at yet, by service: what is urgent first, then what most people say. */
export async function toSee(deps: DirectoryDeps, actor: Actor, t: Translate): Promise<Feedback[]> {
  if (!mayVet(actor)) return []
  return deps.database.as(actor, async (tx) => {
    const byService = Map.groupBy(await unseenFeedback(tx), ({ serviceId }) => serviceId)
    const entries = new Map(
      (await publishedEntries(tx, [...byService.keys()])).map((row) => [row.serviceId, row]),
    )
    const found = [...byService].flatMap(([serviceId, rows]) => {
      const entry = entries.get(serviceId)
      // What was taken out meanwhile is settled.
      return entry ? [{ serviceId, ...presentHead(t, entry), ...summed(rows) }] : []
    })
    return found.sort((a, b) => Number(b.urgent) - Number(a.urgent) || count(b) - count(a)).slice(0, 100)
  })
}

function summed(rows: readonly FeedbackRow[]): Pick<Feedback, 'urgent' | 'said' | 'week' | 'last'> {
  return {
    urgent: rows.some(({ what }) => urgentFeedback.includes(what)),
    said: feedbackKinds
      .toReversed()
      .flatMap((kind) => rows.filter(({ what }) => what === kind))
      .map(({ what, people, line }) => ({ what, people, line })),
    week: rows.reduce((latest, { week }) => (week > latest ? week : latest), ''),
    last: Math.max(...rows.map(({ last }) => last)),
  }
}

const count = ({ said }: Feedback) => said.reduce((sum, { people, line }) => sum + people + line, 0)

/** Says that a reviewer has looked, up to the last that they saw. */
export async function looked(
  deps: DirectoryDeps,
  actor: Actor,
  { serviceId, last, note }: InputOf<typeof lookedAtFeedback>,
): Promise<void> {
  if (!mayVet(actor)) throw new NorthlineError(directoryErrors.not_allowed)
  await deps.database.as(actor, async (tx) => {
    await insertLook(tx, { serviceId, upTo: last, note, by: actor.memberId })
    await deps.audit?.record(tx, {
      action: 'directory.look_at_feedback',
      subject: { kind: 'service', id: serviceId },
    })
  })
}

export async function forgetOld(deps: DirectoryDeps): Promise<void> {
  await deps.database.as({ kind: 'system' }, forgetFeedback)
}
