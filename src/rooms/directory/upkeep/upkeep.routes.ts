import { handle, type HandledRoute } from '../../../contracts/index.ts'
import * as contract from '../../../contracts/directory-upkeep.ts'
import { NorthlineError } from '../../../kernel/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { translatorFor } from '../reader.ts'
import { keepers, nameKeeper, ownServices, sayRoom } from './upkeep.usecases.ts'

const done = { done: true } as const

/** Routes by which services keep their own entries, for the workspace. */
export function upkeepRoutes(deps: DirectoryDeps): HandledRoute[] {
  return [
    handle(contract.ownServices, (_input, context) =>
      ownServices(deps, context.actor, translatorFor(context)),
    ),
    handle(contract.sayRoom, async (input, { actor }) => {
      if (actor.kind !== 'staff') throw new NorthlineError(directoryErrors.not_found)
      await sayRoom(deps, actor, input)
      return done
    }),
    handle(contract.keeperOf, ({ serviceIds }, { actor }) => keepers(deps, actor, serviceIds)),
    handle(contract.setKeeper, async (input, { actor }) => {
      await nameKeeper(deps, actor, input)
      return done
    }),
  ]
}
