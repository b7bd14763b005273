import { handle, type HandledRoute } from '../../../contracts/index.ts'
import * as contract from '../../../contracts/directory-vetting.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { answer, nominate, review, stop, withdraw } from './vetting.usecases.ts'
import { vettingsView, vettingView } from './vetting.views.ts'

const done = { done: true } as const

/** Vetting's routes, for the workspace. */
export function vettingRoutes(deps: DirectoryDeps): HandledRoute[] {
  return [
    handle(contract.vettings, (_input, { actor }) => vettingsView(deps, actor)),
    handle(contract.vettingOf, async ({ vettingId }, { actor }) => ({
      vetting: await vettingView(deps, actor, vettingId),
    })),
    handle(contract.nominate, (input, { actor }) => nominate(deps, actor, input)),
    handle(contract.answerVetting, async (input, { actor }) => {
      await answer(deps, actor, input)
      return done
    }),
    handle(contract.reviewVetting, (input, { actor }) => review(deps, actor, input)),
    handle(contract.withdrawVetting, async ({ vettingId }, { actor }) => {
      await withdraw(deps, actor, vettingId)
      return done
    }),
    handle(contract.stopService, async (input, { actor }) => {
      await stop(deps, actor, input)
      return done
    }),
  ]
}
