import { randomId, type OrganisationKind, type Role, type StaffActor } from '../../../kernel/index.ts'
import { checklist } from '../../../contracts/directory-vetting.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { answer, nominate } from './vetting.usecases.ts'

/** Somebody new, of one team of an organisation of that kind. */
export function someone(role: Role, organisationKind: OrganisationKind = 'hotline'): StaffActor {
  return {
    kind: 'staff',
    memberId: randomId(),
    sessionId: randomId(),
    teams: [{ teamId: randomId(), organisationId: randomId(), organisationKind, roles: [role] }],
  }
}

/** Answers everything but what is left out. */
export async function answerAll(
  deps: DirectoryDeps,
  vettingId: string,
  by = someone('coordinator'),
  but: readonly string[] = [],
): Promise<void> {
  for (const item of checklist)
    if (!but.includes(item))
      await answer(deps, by, {
        vettingId,
        item,
        answer: item === 'reporting' ? 'no' : 'yes',
        evidence: 'Seen on a visit.',
      })
}

/** A vetting of a service's organisation, opened by a responder, with every question answered. */
export async function ready(deps: DirectoryDeps, serviceId: string): Promise<string> {
  const { vettingId } = await nominate(deps, someone('responder'), {
    serviceId,
    reason: 'They took somebody in.',
  })
  await answerAll(deps, vettingId)
  return vettingId
}
