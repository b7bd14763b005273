import type { StaffActor } from '../../kernel/index.ts'
import { handle, type HandledRoute, type RequestContext } from '../../contracts/index.ts'
import * as contract from '../../contracts/identity.ts'
import type { IdentityParts } from './identity.deps.ts'
import { openPastTo, showKeyState, showPastOf } from './past.usecases.ts'
import {
  confirm,
  finish,
  keepShares,
  restore,
  showRecoverySlots,
  showRecoveryTeam,
  showShares,
  startByCode,
  startByHolder,
  stop,
} from './recoveries.usecases.ts'
import {
  answerPlan,
  keepTeamCode,
  nameThree,
  showPossibleHolders,
  showRecovery,
} from './recovery-plans.usecases.ts'
import { cover, showUncovered } from './recovery-slots.usecases.ts'
import {
  askReturn,
  comeBackByPasskey,
  comeBackByPassphrase,
  letReturn,
  renewKeys,
  showReturn,
} from './renewals.usecases.ts'
import { signedIn } from './signed-in.ts'
import { dropSlot, markUsed, setPassphrase, showMyKeys } from './slots.usecases.ts'

const done = { done: true } as const

type Use<Input, Output> = (actor: StaffActor, input: Input) => Promise<Output>

const asStaff = <Input, Output>(use: Use<Input, Output>) => {
  return (input: Input, context: RequestContext) => use(signedIn(context), input)
}

const thenDone = <Input>(use: Use<Input, void>) => {
  return async (input: Input, context: RequestContext) => {
    await use(signedIn(context), input)
    return done
  }
}

/** Routes of the life of keys: slots, links back in, the past, recovery. */
export function lifeOfKeysRoutes(parts: IdentityParts): HandledRoute[] {
  return [...slotRoutes(parts), ...returnRoutes(parts), ...planRoutes(parts), ...recoveryRoutes(parts)]
}

function slotRoutes(parts: IdentityParts): HandledRoute[] {
  return [
    handle(
      contract.listMyKeys,
      asStaff((actor) => showMyKeys(parts, actor)),
    ),
    handle(
      contract.useMemberSlot,
      thenDone((actor, input) => markUsed(parts, actor, input.slotId)),
    ),
    handle(
      contract.removeMemberSlot,
      thenDone((actor, input) => dropSlot(parts, actor, input.slotId)),
    ),
    handle(
      contract.changePassphrase,
      asStaff((actor, input) => setPassphrase(parts, actor, input)),
    ),
    handle(
      contract.replaceMemberKeys,
      asStaff((actor, input) => renewKeys(parts, actor, input)),
    ),
    handle(
      contract.pastOf,
      asStaff((actor, input) => showPastOf(parts, actor, input)),
    ),
    handle(
      contract.sharePast,
      thenDone((actor, input) => openPastTo(parts, actor, input)),
    ),
    handle(
      contract.keyState,
      asStaff((actor, input) => showKeyState(parts, actor, input.teamId)),
    ),
  ]
}

function returnRoutes(parts: IdentityParts): HandledRoute[] {
  return [
    handle(
      contract.allowReturn,
      asStaff(async (actor, input) => {
        const { link, expiresAt } = await letReturn(parts, actor, input)
        return { link, expiresAt: expiresAt.toISOString() }
      }),
    ),
    handle(contract.readReturn, (input, context) => showReturn(parts, context, input.token)),
    handle(contract.returnOptions, (input, context) => askReturn(parts, context, input.token)),
    handle(contract.returnByPasskey, async (input, context) => ({
      session: await comeBackByPasskey(parts, context, input),
    })),
    handle(contract.returnByPassphrase, async (input, context) => ({
      session: await comeBackByPassphrase(parts, context, input),
    })),
  ]
}

function planRoutes(parts: IdentityParts): HandledRoute[] {
  return [
    handle(
      contract.recoveryOf,
      asStaff((actor) => showRecovery(parts, actor)),
    ),
    handle(
      contract.nameHolders,
      asStaff((actor, input) => nameThree(parts, actor, input)),
    ),
    handle(
      contract.possibleHolders,
      asStaff((actor, input) => showPossibleHolders(parts, actor, input)),
    ),
    handle(
      contract.answerHolding,
      thenDone((actor, input) => answerPlan(parts, actor, input)),
    ),
    handle(
      contract.setTeamCode,
      asStaff((actor, input) => keepTeamCode(parts, actor, input)),
    ),
    handle(
      contract.uncoveredEpochs,
      asStaff((actor, input) => showUncovered(parts, actor, input)),
    ),
    handle(
      contract.coverEpochs,
      thenDone((actor, input) => cover(parts, actor, input)),
    ),
  ]
}

function recoveryRoutes(parts: IdentityParts): HandledRoute[] {
  return [
    handle(
      contract.startRecovery,
      asStaff((actor, input) => startByHolder(parts, actor, input)),
    ),
    handle(
      contract.startCodeRecovery,
      asStaff((actor, input) => startByCode(parts, actor, input)),
    ),
    handle(
      contract.recoverySlots,
      asStaff((actor, input) => showRecoverySlots(parts, actor, input)),
    ),
    handle(
      contract.handOverShares,
      thenDone((actor, input) => keepShares(parts, actor, input)),
    ),
    handle(
      contract.confirmRecovery,
      thenDone((actor, input) => confirm(parts, actor, input.recoveryId)),
    ),
    handle(
      contract.recoveryShares,
      asStaff((actor, input) => showShares(parts, actor, input)),
    ),
    handle(
      contract.recoveryTeam,
      asStaff((actor, input) => showRecoveryTeam(parts, actor, input.recoveryId)),
    ),
    handle(
      contract.restoreEpochs,
      thenDone((actor, input) => restore(parts, actor, input)),
    ),
    handle(
      contract.finishRecovery,
      thenDone((actor, input) => finish(parts, actor, input.recoveryId)),
    ),
    handle(
      contract.stopRecovery,
      thenDone((actor, input) => stop(parts, actor, input.recoveryId)),
    ),
  ]
}
