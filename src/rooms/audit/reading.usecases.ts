import { NorthlineError, type StaffActor } from '../../kernel/index.ts'
import type { Database, Tx } from '../../database/index.ts'
import type { InputOf, OutputOf } from '../../contracts/route.ts'
import {
  auditPage,
  type AuditEntryView,
  type auditOfMyWork,
  type exportAudit,
  type listAudit,
} from '../../contracts/audit.ts'
import { auditErrors } from './audit.errors.ts'
import { auditableSql, auditCapabilities, auditedOrganisations } from './audit.policy.ts'
import type { Audit } from './audit.usecases.ts'
import * as entries from './entries.repository.ts'
import { presentEntry, presentForExport } from './audit.present.ts'
import { lastCheckpoint } from './leaves.repository.ts'

export type ReadingDeps = {
  readonly database: Database
  readonly audit: Audit
  /** Names of the asker and their colleagues by member id. */
  readonly names: (tx: Tx, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Rejects for a member who has not shown within ten minutes who they are. */
  readonly requireFresh: (actor: StaffActor) => Promise<void>
}

const day = 86_400_000
const exportPage = 1_000
/** Conversations of one's own that are looked for, and for how long. */
const mostWork = 200
const workDays = 90
/** One reading of the audit is recorded once in this time (ms), however many pages it has. */
const oneReading = 600_000

/** What was read lately in this process, so that one reading is one entry. */
export type Readings = Map<string, number>

function permit(actor: StaffActor): void {
  if (auditedOrganisations(actor).length === 0) throw new NorthlineError(auditErrors.not_allowed)
}

async function withNames(
  deps: ReadingDeps,
  tx: Tx,
  rows: readonly entries.ReadRow[],
): Promise<AuditEntryView[]> {
  const ids = rows.flatMap(({ who, subjectKind, subject }) => [
    ...(who.length === 22 ? [who] : []),
    ...(subjectKind === 'member' && subject ? [subject] : []),
  ])
  const names = await deps.names(tx, [...new Set(ids)])
  return rows.map((row) => presentEntry(row, names))
}

/** What members of one's organisations did. */
export async function readAudit(
  deps: ReadingDeps,
  readings: Readings,
  actor: StaffActor,
  input: InputOf<typeof listAudit>,
): Promise<OutputOf<typeof listAudit>> {
  permit(actor)
  const { from, to, action, memberId, subject, before } = input
  const filter: entries.Filter = {
    from: from ? new Date(from) : new Date(Date.now() - 31 * day),
    to: to ? new Date(to) : new Date(Date.now() + day),
    action,
    who: memberId,
    subject,
    before: before && { at: new Date(before.at), place: before.place },
  }
  const isNew = (readings.get(actor.sessionId) ?? 0) < Date.now() - oneReading
  const output = await deps.database.as(
    actor,
    async (tx) => {
      const found = await entries.findEntries(tx, auditableSql(actor), filter, auditPage + 1)
      const last = await lastCheckpoint(tx)
      if (isNew) await deps.audit.record(tx, { action: 'audit.read' })
      return {
        entries: await withNames(deps, tx, found.slice(0, auditPage)),
        more: found.length > auditPage,
        witnessed: last ? { entries: last.entries, at: last.at.toISOString() } : null,
      }
    },
    { capabilities: auditCapabilities(actor) },
  )
  if (readings.size > 10_000) readings.clear()
  if (isNew) readings.set(actor.sessionId, Date.now())
  return output
}

/** The same for a file. Whoever takes it away has just shown who they are. */
export async function takeExport(
  deps: ReadingDeps,
  actor: StaffActor,
  { from, to, after }: InputOf<typeof exportAudit>,
): Promise<OutputOf<typeof exportAudit>> {
  permit(actor)
  await deps.requireFresh(actor)
  const span = {
    from: new Date(from ?? 0),
    to: to ? new Date(to) : new Date(Date.now() + day),
    after: after ?? '0',
  }
  return deps.database.as(
    actor,
    async (tx) => {
      const rows = await entries.pageOfEntries(tx, auditableSql(actor), span, exportPage)
      if (after === undefined) await deps.audit.record(tx, { action: 'audit.export' })
      const next = rows.length === exportPage ? (rows.at(-1)?.id ?? null) : null
      return { entries: rows.map(presentForExport), next }
    },
    { capabilities: auditCapabilities(actor) },
  )
}

/** Who looked at one's own work. */
export async function readMyWork(
  deps: ReadingDeps,
  actor: StaffActor,
): Promise<OutputOf<typeof auditOfMyWork>> {
  const { memberId } = actor
  const since = new Date(Date.now() - workDays * day)
  const work = await deps.database.as(actor, (tx) => entries.workOf(tx, memberId, since, mostWork))
  if (work.size === 0) return { entries: [], more: false }
  return deps.database.as(
    actor,
    async (tx) => {
      const rows = await entries.othersWith(tx, memberId, [...work.keys()], since, auditPage + 1)
      const shown = rows.slice(0, auditPage)
      const views = await withNames(deps, tx, shown)
      return {
        entries: views.map((view, i) => ({
          ...view,
          hadAt: (work.get(shown[i]?.subject ?? '') ?? since).toISOString(),
        })),
        more: rows.length > auditPage,
      }
    },
    { capabilities: [...work.keys()].map((subject) => `worked:${subject}`) },
  )
}
