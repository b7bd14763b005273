import type { answerChange, changeEntry } from '../../../contracts/directory-changes.ts'
import type { InputOf } from '../../../contracts/route.ts'
import { NorthlineError, type Actor } from '../../../kernel/index.ts'
import type { Tx } from '../../../database/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { holdPublicationIfFree } from '../publish/edition.ts'
import { publish } from '../publish/publish.usecase.ts'
import { countNewWords } from '../publish/publish.repository.ts'
import { mayVet } from '../vetting/vetting.policy.ts'
import { changesAs, mayAnswer, mayWithdraw } from './changes.policy.ts'
import {
  findChange,
  insertAnswer,
  insertChange,
  lockField,
  markPublished,
  publishedEntries,
  servicesToRenew,
} from './changes.repository.ts'
import { fixedOf, saidIn } from './said.ts'
import { checkValue } from './values.ts'

function refuse(kind: (typeof directoryErrors)[keyof typeof directoryErrors]): never {
  throw new NorthlineError(kind)
}

/** Says what an entry says in a field; in force at once for hours, waiting for a reviewer otherwise. */
export async function change(
  deps: DirectoryDeps,
  actor: Actor,
  { serviceId, change: given, why, last }: InputOf<typeof changeEntry>,
): Promise<{ state: 'in_force' | 'waiting' }> {
  const { field } = given
  await deps.database.as(actor, async (tx) => {
    const [entry] = await publishedEntries(tx, [serviceId])
    const who = entry && changesAs(actor, entry)
    if (!who || actor.kind !== 'staff') return refuse(directoryErrors.not_found)
    if (fixedOf(field, entry)) refuse(directoryErrors.entry_fixed)
    checkValue(given)
    if ((await lockField(tx, serviceId, field)) > last) refuse(directoryErrors.entry_changed)
    const was = saidIn(entry)[field]
    await insertChange(tx, {
      ...given,
      serviceId,
      was,
      sourceSaid: entry.sourceSays?.[field] ?? was,
      why,
      teamId: who.teamId,
      by: actor.memberId,
    })
    await record(deps, tx, 'change_entry', serviceId)
  })
  if (field !== 'hours') return { state: 'waiting' }
  await applyChanges(deps)
  return { state: 'in_force' }
}

/** Says yes or no to a change, or takes it back. */
export async function answer(
  deps: DirectoryDeps,
  actor: Actor,
  { changeNo: no, answer: said, why }: InputOf<typeof answerChange>,
): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    const found = await findChange(tx, no)
    if (!found || actor.kind !== 'staff') return refuse(directoryErrors.change_not_found)
    await lockField(tx, found.serviceId, found.field)
    const { state, by, teamId, serviceId } = (await findChange(tx, no)) ?? found
    const asked = { by, teamId, waiting: state === 'waiting' }
    if (said === 'withdrawn') {
      if (!mayWithdraw(actor, { ...asked, waiting: true })) refuse(directoryErrors.not_allowed)
    } else {
      if (!mayVet(actor)) refuse(directoryErrors.not_allowed)
      if (!mayAnswer(actor, { ...asked, waiting: true })) refuse(directoryErrors.change_own)
    }
    if (said === 'refused' && why === '') refuse(directoryErrors.change_no_reason)
    if (!asked.waiting || !(await insertAnswer(tx, { no, answer: said, why, by: actor.memberId })))
      refuse(directoryErrors.change_answered)
    await record(deps, tx, 'answer_change', serviceId)
  })
  if (said === 'accepted') await applyChanges(deps)
}

/**
 * Makes what is published say what keepers said since: at once, and by the clockwork where a server died in between or where a
 * register was just being imported, for which nobody should have to wait. Returns how many services.
 */
export async function applyChanges(deps: DirectoryDeps): Promise<number> {
  return deps.database.as({ kind: 'system' }, async (tx) => {
    if ((await servicesToRenew(tx)).length === 0) return 0
    if (!(await holdPublicationIfFree(tx))) return 0
    // Now nobody else renews; what was read before may have been done meanwhile.
    const services = await servicesToRenew(tx)
    await publish(tx, deps.settings, services, deps.now?.() ?? new Date())
    await countNewWords(tx)
    await markPublished(tx, services)
    return services.length
  })
}

async function record(
  deps: DirectoryDeps,
  tx: Tx,
  verb: 'change_entry' | 'answer_change',
  serviceId: string,
): Promise<void> {
  await deps.audit?.record(tx, { action: `directory.${verb}`, subject: { kind: 'service', id: serviceId } })
}
