import type {
  decideDuplicate as decideRoute,
  DuplicateDecided,
  DuplicateEntry,
  DuplicatePair,
  DuplicateSide,
  EvidenceCode,
} from '../../../contracts/directory-duplicates.ts'
import type { InputOf } from '../../../contracts/route.ts'
import type { Tx } from '../../../database/index.ts'
import type { Translate } from '../../../i18n/index.ts'
import { NorthlineError, type Actor, type StaffActor } from '../../../kernel/index.ts'
import { memberNames } from '../../identity/index.ts'
import { publishedEntries, type EntryRow } from '../changes/changes.repository.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { holdPublication } from '../publish/edition.ts'
import { publish } from '../publish/publish.usecase.ts'
import { presentHead, presentService } from '../search/service.ts'
import { dayOf } from '../vetting/days.ts'
import { mayVet } from '../vetting/vetting.policy.ts'
import { allBehind, before } from './behind.ts'
import {
  behindNow,
  countDue,
  findCandidate,
  holdDecisions,
  insertDecision,
  lastDecision,
  markDecisionsApplied,
  newDecisions,
  openCandidates,
  standingDecisions,
  type Candidate,
} from './duplicates.repository.ts'
import { evidenceOf, type Compared, type Evidence } from './evidence.ts'

const pairsOnPage = 20
const decidedShown = 50

type Listed = { pairs: DuplicatePair[]; total: number; toCompare: number; decided: DuplicateDecided[] }

/** What may be one, the likeliest first, and what was decided; nothing for whoever is no reviewer of the line. */
export async function listDuplicates(
  deps: DirectoryDeps,
  actor: Actor,
  page: number,
  t: Translate,
): Promise<Listed> {
  if (!mayVet(actor)) return { pairs: [], total: 0, toCompare: 0, decided: [] }
  const toCompare = await deps.database.as({ kind: 'system' }, countDue)
  return deps.database.as(actor, async (tx) => {
    const { rows, total } = await openCandidates(tx, { offset: (page - 1) * pairsOnPage, size: pairsOnPage })
    const entries = await entriesOf(
      tx,
      rows.flatMap(({ first, second }) => [first, second]),
    )
    const standing = await standingDecisions(tx, decidedShown)
    const names = await memberNames(tx, [...new Set(standing.map(({ by }) => by))])
    return {
      pairs: rows.flatMap((candidate) => presentPair(t, candidate, entries)),
      total,
      toCompare,
      decided: standing.flatMap(({ first, second, decision, kept, by, at, ...rest }): DuplicateDecided[] => {
        const name = names.get(by)
        return decision === 'open'
          ? []
          : [
              {
                firstId: first,
                firstName: rest.firstName,
                secondId: second,
                secondName: rest.secondName,
                decision,
                ...(kept === null ? {} : { keptId: kept }),
                why: rest.why,
                ...(name === undefined ? {} : { by: name }),
                at: at.toISOString(),
                no: rest.no,
              },
            ]
      }),
    }
  })
}

async function entriesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, EntryRow>> {
  return new Map((await publishedEntries(tx, ids)).map((row) => [row.serviceId, row]))
}

function presentPair(
  t: Translate,
  candidate: Candidate,
  entries: ReadonlyMap<string, EntryRow>,
): DuplicatePair[] {
  const [first, second] = [entries.get(candidate.first), entries.get(candidate.second)]
  if (!first || !second) return []
  return [
    {
      first: presentEntry(t, first, candidate.firstSource),
      second: presentEntry(t, second, candidate.secondSource),
      evidence: presentEvidence(
        evidenceOf(compared(first, candidate.firstSource), compared(second, candidate.secondSource)),
      ),
    },
  ]
}

const compared = ({ serviceId, listing, rest, places }: EntryRow, source: string): Compared => ({ serviceId, source, listing, rest, places }) // prettier-ignore

function presentEntry(t: Translate, row: EntryRow, source: string): DuplicateEntry {
  return { serviceId: row.serviceId, ...presentHead(t, row), source }
}

function presentEvidence(
  evidence: readonly Evidence[],
): { code: EvidenceCode; for: boolean; what?: string }[] {
  return evidence.map(({ code, weight, what }) => ({
    code,
    for: weight > 0,
    ...(what === undefined ? {} : { what }),
  }))
}

/** Two services side by side. */
export async function compareTwo(
  deps: DirectoryDeps,
  actor: Actor,
  asked: { firstId: string; secondId: string },
  t: Translate,
): Promise<{
  first: DuplicateSide
  second: DuplicateSide
  evidence: ReturnType<typeof presentEvidence>
  no: number
}> {
  if (!mayVet(actor)) throw new NorthlineError(directoryErrors.not_allowed)
  const now = deps.now?.() ?? new Date()
  return deps.database.as(actor, async (tx) => {
    const { first, second, candidate } = await pairOf(tx, asked)
    const last = await lastDecision(tx, first.serviceId, second.serviceId)
    return {
      first: presentSide(t, first, candidate.firstSource, whyNot(first, second, dayOf(now)), now),
      second: presentSide(t, second, candidate.secondSource, whyNot(second, first, dayOf(now)), now),
      evidence: presentEvidence(
        evidenceOf(compared(first, candidate.firstSource), compared(second, candidate.secondSource)),
      ),
      no: last?.no ?? 0,
    }
  })
}

async function pairOf(tx: Tx, { firstId, secondId }: { firstId: string; secondId: string }) {
  const candidate = await findCandidate(tx, firstId, secondId)
  const entries = await entriesOf(tx, [firstId, secondId])
  const [first, second] = [entries.get(firstId), entries.get(secondId)]
  if (!candidate || !first || !second) throw new NorthlineError(directoryErrors.not_found)
  return { candidate, first, second }
}

/**
 * Why an entry can't be the one that stays: people would find neither, where the other is verified and this one is not,
 * or not for as long; and a team would lose an entry that it keeps.
 */
function whyNot(stays: EntryRow, goes: EntryRow, today: string): 'vetting' | 'keeper' | undefined {
  const until = ({ vetting }: EntryRow) => (vetting && vetting.until >= today ? vetting.until : '')
  if (until(goes) > until(stays)) return 'vetting'
  return goes.keeper !== null && goes.keeper !== stays.keeper ? 'keeper' : undefined
}

function presentSide(
  t: Translate,
  row: EntryRow,
  source: string,
  cannotStay: 'vetting' | 'keeper' | undefined,
  now: Date,
): DuplicateSide {
  const shown = presentService(t, row.serviceId, row, now, now)
  return {
    ...presentEntry(t, row, source),
    summary: shown.summary || shown.description,
    forWhom: shown.forWhom,
    needs: shown.needs.map(({ label }) => label),
    languages: shown.languages.map(({ label }) => label),
    phones: shown.phones.map(({ number, extension }) => (extension ? `${number} (${extension})` : number)),
    where: row.places.map(({ address, area }) => address ?? area).filter(Boolean),
    ...(shown.url ? { url: shown.url } : {}),
    ...(shown.email ? { email: shown.email } : {}),
    hours: shown.hours.join('; '),
    sharing: shown.sharing.text,
    vetting: shown.vetting.text,
    kept: row.keeper !== null,
    ...(cannotStay ? { cannotStay } : {}),
  }
}

/** Decides about a pair; what is published says so before this returns. */
export async function decide(
  deps: DirectoryDeps,
  actor: Actor,
  given: InputOf<typeof decideRoute>,
  t: Translate,
): Promise<void> {
  if (!mayVet(actor)) throw new NorthlineError(directoryErrors.not_allowed)
  await deps.database.as(actor, async (tx) => {
    await holdDecisions(tx)
    const last = await lastDecision(tx, given.firstId, given.secondId)
    if ((last?.no ?? 0) !== given.seen) throw new NorthlineError(directoryErrors.duplicate_decided)
    if (given.decision === 'open') await takeBack(tx, actor, given, last)
    else await decideNew(deps, tx, actor, given, t)
    await deps.audit?.record(tx, {
      action: 'directory.decide_duplicate',
      subject: { kind: 'service', id: given.firstId },
    })
  })
  await applyDecisions(deps)
}

async function takeBack(
  tx: Tx,
  actor: StaffActor,
  { firstId, secondId, why }: InputOf<typeof decideRoute>,
  last: Awaited<ReturnType<typeof lastDecision>>,
): Promise<void> {
  if (!last || last.decision === 'open') throw new NorthlineError(directoryErrors.not_found)
  const { firstName, secondName } = last
  await insertDecision(tx, { first: firstId, second: secondId, decision: 'open', kept: null, firstName, secondName, why, by: actor.memberId }) // prettier-ignore
}

async function decideNew(
  deps: DirectoryDeps,
  tx: Tx,
  actor: StaffActor,
  given: InputOf<typeof decideRoute>,
  t: Translate,
): Promise<void> {
  const { first, second } = await pairOf(tx, given)
  const kept = given.decision === 'same' ? given.keptId : undefined
  if (given.decision === 'same') {
    const stays = [first, second].find(({ serviceId }) => serviceId === kept)
    const goes = [first, second].find(({ serviceId }) => serviceId !== kept)
    if (!stays || !goes) throw new NorthlineError(directoryErrors.not_found)
    const fault = whyNot(stays, goes, dayOf(deps.now?.() ?? new Date()))
    if (fault === 'vetting') throw new NorthlineError(directoryErrors.duplicate_vetting)
    if (fault === 'keeper') throw new NorthlineError(directoryErrors.duplicate_keeper)
    const behind = await behindNow(tx)
    // One stands behind one other only, and in no ring.
    if (behind.has(goes.serviceId) || before(stays.serviceId, behind).includes(goes.serviceId))
      throw new NorthlineError(directoryErrors.duplicate_behind)
  }
  await insertDecision(tx, {
    first: first.serviceId,
    second: second.serviceId,
    decision: given.decision,
    kept: kept ?? null,
    firstName: presentHead(t, first).name,
    secondName: presentHead(t, second).name,
    why: given.why,
    by: actor.memberId,
  })
}

/** Makes what is published say what was decided: at once, and by the clockwork where a server died in between. Returns how many decisions. */
export async function applyDecisions(deps: DirectoryDeps): Promise<number> {
  return deps.database.as({ kind: 'system' }, async (tx) => {
    if ((await newDecisions(tx)).length === 0) return 0
    await holdPublication(tx)
    const decisions = await newDecisions(tx)
    const touched = decisions.flatMap(({ first, second }) => [first, second])
    const ids = [...new Set([...touched, ...allBehind(touched, await behindNow(tx))])]
    await publish(tx, deps.settings, ids, deps.now?.() ?? new Date())
    await markDecisionsApplied(
      tx,
      decisions.map(({ no }) => no),
    )
    return decisions.length
  })
}
