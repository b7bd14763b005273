import type { Change, Entry, EntryField, EntryPart } from '../../../contracts/directory-changes.ts'
import { entryFields } from '../../../contracts/directory-changes.ts'
import type { Translate } from '../../../i18n/index.ts'
import { NorthlineError, type Actor } from '../../../kernel/index.ts'
import type { Tx } from '../../../database/index.ts'
import { memberNames } from '../../identity/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { current, dayAt } from '../hours/rules.ts'
import { contentHash } from '../import/ids.ts'
import { scrubber } from '../publish/scrub.ts'
import { presentHead } from '../search/service.ts'
import { whoDid } from '../who-did.ts'
import { linesOf } from './change-text.ts'
import { mayVet } from '../vetting/vetting.policy.ts'
import { changesAs, mayAnswer, mayWithdraw } from './changes.policy.ts'
import {
  changesOf,
  publishedEntries,
  secretLines,
  waitingChanges,
  type ChangeRow,
  type EntryRow,
} from './changes.repository.ts'
import { fixedOf, saidIn, type Said, type SaidOf } from './said.ts'
import { formValue, saidBy } from './values.ts'

type Reading = { t: Translate; now: Date; names: ReadonlyMap<string, string>; actor: Actor }

/** An entry for whoever keeps it, or looks after it for the line. */
export async function entryView(
  deps: DirectoryDeps,
  actor: Actor,
  t: Translate,
  serviceId: string,
): Promise<Entry> {
  const now = deps.now?.() ?? new Date()
  return deps.database.as(actor, async (tx) => {
    const [row] = await publishedEntries(tx, [serviceId])
    const who = row && changesAs(actor, row)
    if (!who) throw new NorthlineError(directoryErrors.not_found)
    const changes = await changesOf(tx, serviceId)
    const reading = { t, now, actor, names: await namesIn(tx, changes) }
    return {
      serviceId,
      ...presentHead(t, row),
      as: who.as,
      parts: entryFields.map((field) => partOf(reading, field, row, changes)),
      history: changes.map((one) => presentChange(reading, one)),
    }
  })
}

/** What waits for a reviewer of the line; nothing for anybody else. */
export async function changesToAnswerView(deps: DirectoryDeps, actor: Actor, t: Translate) {
  if (!mayVet(actor)) return { changes: [] }
  const now = deps.now?.() ?? new Date()
  const view = await deps.database.as(actor, async (tx) => {
    const changes = await waitingChanges(tx)
    const rows = await publishedEntries(tx, [...new Set(changes.map(({ serviceId }) => serviceId))])
    const entries = new Map(rows.map((row) => [row.serviceId, row]))
    const reading = { t, now, actor, names: await namesIn(tx, changes) }
    return changes.flatMap((one) => {
      const row = entries.get(one.serviceId)
      // What was taken out meanwhile is not asked about.
      if (!row) return []
      const head = presentHead(t, row)
      return [{ ...presentChange(reading, one), serviceId: one.serviceId, ...head, secret: false }]
    })
  })
  if (!view.some(({ field }) => field === 'address')) return { changes: view }
  const lines = await deps.database.as({ kind: 'system' }, secretLines)
  const scrub = scrubber(lines.map((line) => ({ lines: [line] })))
  const isSecret = ({ field, lines: said }: Change) =>
    field === 'address' && said.some((line) => scrub(line) !== line)
  return { changes: view.map((one) => ({ ...one, secret: isSecret(one) })) }
}

function namesIn(tx: Tx, changes: readonly ChangeRow[]): Promise<Map<string, string>> {
  return memberNames(
    tx,
    changes.flatMap(({ by, answeredBy }) => [by, answeredBy ?? []].flat()),
  )
}

function partOf(
  { t, now }: Reading,
  field: EntryField,
  row: EntryRow,
  changes: readonly ChangeRow[],
): EntryPart {
  const said: Said = saidIn(row)
  const own = changes.filter((one) => one.field === field)
  const fixed = fixedOf(field, row)
  const source = row.sourceSays?.[field]
  const inForce = own.find(({ state }) => state === 'in_force' || state === 'accepted')
  return {
    field,
    lines: fixed === 'confidential' ? [] : linesOf(t, field, said[field], now),
    value: inForce?.value ?? formValue(field, said) ?? null,
    ...(fixed ? { fixed } : {}),
    ...(source === undefined || !inForce
      ? {}
      : {
          source: {
            lines: linesOf(t, field, source, now),
            differs: !same(field, source, inForce.sourceSaid, now),
          },
        }),
    last: own[0]?.no ?? 0,
  }
}

/** Rules that are over, and beginnings that have been, make no difference. */
function same(field: EntryField, one: SaidOf, other: SaidOf | null, now: Date): boolean {
  const plain = (said: SaidOf | null) => {
    if (field !== 'hours' || said === null) return said
    const hours = said as Said['hours']
    return { ...hours, rules: current(hours.rules, dayAt(now)) }
  }
  return contentHash(plain(one)) === contentHash(plain(other))
}

function presentChange({ t, now, names, actor }: Reading, row: ChangeRow): Change {
  const { no, field, value, was, why, by, at, state, teamId, answeredBy, answeredAt, answerWhy } = row
  const said = saidBy({ field, value } as Parameters<typeof saidBy>[0])
  const asked = { by, teamId, waiting: state === 'waiting' }
  return {
    changeNo: no,
    field,
    lines: linesOf(t, field, said ?? null, now),
    was: linesOf(t, field, was, now),
    back: value === null,
    why,
    by: whoDid(by, names, at),
    as: teamId === null ? 'line' : 'keeper',
    state,
    ...(answeredBy && answeredAt
      ? { answer: { ...whoDid(answeredBy, names, answeredAt), why: answerWhy ?? '' } }
      : {}),
    mayAnswer: mayAnswer(actor, asked),
    mayWithdraw: mayWithdraw(actor, asked),
  }
}
