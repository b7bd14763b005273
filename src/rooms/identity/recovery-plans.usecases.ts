import type * as z from 'zod'
import { bytesToBase64Url, NorthlineError, randomId, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type {
  answerHolding,
  nameHolders,
  possibleHolders,
  recoveryOf,
  setTeamCode,
} from '../../contracts/identity.ts'
import { requireFresh } from './fresh.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { notifyTeam } from './identity.events.ts'
import { isOwnTeam, ledTeams, mayLead } from './identity.policy.ts'
import { hasMemberKeys } from './member-keys.repository.ts'
import { findTeam, type Team } from './organisations.repository.ts'
import { pointOrRefuse } from './points.ts'
import { presentRecovery } from './recoveries.view.ts'
import { listRecoveries } from './recoveries.repository.ts'
import {
  agree,
  countCovered,
  countKeyedColleagues,
  dropPendingPlans,
  findCurrentPlans,
  findPendingPlan,
  findPendingPlans,
  insertCodePlan,
  insertPeoplePlan,
  listKeyedColleagues,
  putInForce,
  teamsHeldFor,
  type Plan,
} from './recovery-plans.repository.ts'

const page = 200

type Shown = OutputOf<typeof recoveryOf>

function shownPlan(plan: Plan | undefined): Shown['teams'][number]['current'] {
  if (!plan) return null
  return {
    planId: plan.id,
    kind: plan.kind,
    since: plan.since?.toISOString() ?? null,
    holders: plan.holders.map(({ memberId, name, agreed, able }) => ({ memberId, name, agreed, able })),
    publicKey: plan.publicKey ? bytesToBase64Url(plan.publicKey) : null,
    usedAt: plan.usedAt?.toISOString() ?? null,
  }
}

/** How each team of the asker can be recovered, and what was recovered lately. */
export async function showRecovery(deps: IdentityDeps, actor: StaffActor): Promise<Shown> {
  return deps.database.as(actor, async (tx) => {
    const own = actor.teams.map(({ teamId }) => teamId)
    const ids = [...new Set([...own, ...(await teamsHeldFor(tx, actor.memberId))])]
    const current = await findCurrentPlans(tx, ids)
    const pending = await findPendingPlans(tx, ids)
    const teams: Shown['teams'] = []
    for (const teamId of ids) {
      const team = await findTeam(tx, teamId)
      if (!team) continue
      const plan = current.find((each) => each.teamId === teamId)
      const named = (each: Plan | undefined) =>
        each?.holders.some(({ memberId }) => memberId === actor.memberId) ?? false
      const waiting = pending.find((each) => each.teamId === teamId)
      const member = isOwnTeam(actor, teamId)
      if (!member && !named(plan) && !named(waiting)) continue
      teams.push({
        teamId,
        name: team.name,
        current: shownPlan(plan),
        pending: shownPlan(waiting),
        ...(await countCovered(tx, teamId, plan?.id ?? '')),
        member,
        leads: mayLead(actor, team),
        holds: named(plan),
      })
    }
    const recoveries = await listRecoveries(
      tx,
      teams.map(({ teamId }) => teamId),
    )
    return { teams, recoveries: recoveries.map((row) => presentRecovery(row, actor, teams)) }
  })
}

async function ledTeam(tx: Tx, actor: StaffActor, teamId: string): Promise<Team> {
  const team = await findTeam(tx, teamId, ledTeams(actor))
  if (!team)
    throw new NorthlineError(identityErrors[isOwnTeam(actor, teamId) ? 'roles_not_yours' : 'no_such_team'])
  return team
}

/** Names three people; in force once each has agreed. Until then the plan of before goes on. */
export async function nameThree(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, memberIds }: z.output<(typeof nameHolders)['input']>,
): Promise<{ planId: string }> {
  const id = randomId()
  await deps.database.as(actor, async (tx) => {
    const team = await ledTeam(tx, actor, teamId)
    await requireFresh(tx, deps, actor)
    const different = new Set(memberIds).size === 3
    if (!different || (await countKeyedColleagues(tx, team.organisationId, memberIds)) !== 3)
      throw new NorthlineError(identityErrors.bad_holders)
    await dropPendingPlans(tx, teamId)
    await insertPeoplePlan(tx, { id, teamId, madeBy: actor.memberId, memberIds })
    await deps.audit.record(tx, { action: 'identity.name_holders', subject: { kind: 'team', id: teamId } })
    await notifyTeam(tx, teamId)
  })
  return { planId: id }
}

/** Who of an organisation could hold a part. */
export async function showPossibleHolders(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, after }: z.output<(typeof possibleHolders)['input']>,
): Promise<OutputOf<typeof possibleHolders>> {
  const people = await deps.database.as(actor, async (tx) => {
    const team = await ledTeam(tx, actor, teamId)
    return listKeyedColleagues(tx, team.organisationId, after ?? '', page)
  })
  return { people, next: people.length === page ? (people.at(-1)?.memberId ?? null) : null }
}

/** One of the three agrees, or declines and ends the plan. The third yes puts it in force. */
export async function answerPlan(
  deps: IdentityDeps,
  actor: StaffActor,
  { planId, agree: yes }: z.output<(typeof answerHolding)['input']>,
): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    const plan = await findPendingPlan(tx, planId)
    if (!plan?.holders.some(({ memberId }) => memberId === actor.memberId))
      throw new NorthlineError(identityErrors.no_such_plan)
    await requireFresh(tx, deps, actor)
    const { teamId } = plan
    const subject = { kind: 'team', id: teamId } as const
    if (yes) {
      if (!(await hasMemberKeys(tx, actor.memberId))) throw new NorthlineError(identityErrors.no_member_keys)
      await agree(tx, planId, actor.memberId)
      const now = await findPendingPlan(tx, planId)
      if (now?.holders.every(({ agreed }) => agreed)) await putInForce(tx, planId)
    } else {
      await dropPendingPlans(tx, teamId)
    }
    await deps.audit.record(tx, { action: `identity.${yes ? 'agree_to_hold' : 'decline_to_hold'}`, subject })
    await notifyTeam(tx, teamId)
  })
}

/** A printed code in place of three people, for a small organisation; in force at once. */
export async function keepTeamCode(
  deps: IdentityDeps,
  actor: StaffActor,
  input: z.output<(typeof setTeamCode)['input']>,
): Promise<{ planId: string }> {
  const { teamId } = input
  const publicKey = await pointOrRefuse(input.publicKey)
  const id = randomId()
  await deps.database.as(actor, async (tx) => {
    await ledTeam(tx, actor, teamId)
    await requireFresh(tx, deps, actor)
    await dropPendingPlans(tx, teamId)
    await insertCodePlan(tx, { id, teamId, madeBy: actor.memberId, publicKey })
    await deps.audit.record(tx, { action: 'identity.set_team_code', subject: { kind: 'team', id: teamId } })
    await notifyTeam(tx, teamId)
  })
  return { planId: id }
}
