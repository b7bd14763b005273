import { handle, type HandledRoute } from '../../../contracts/index.ts'
import * as contract from '../../../contracts/directory-upkeep.ts'
import { isLocale, sourceLocale, translator } from '../../../i18n/index.ts'
import { NorthlineError } from '../../../kernel/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { keepers, nameKeeper, ownServices, sayRoom } from './upkeep.usecases.ts'

/** Routes by which services keep their own entries, for the workspace. */
export function upkeepRoutes(deps: DirectoryDeps): HandledRoute[] {
  return [
    handle(contract.ownServices, (_input, { actor, locale }) =>
      ownServices(deps, actor, translator(isLocale(locale) ? locale : sourceLocale)),
    ),
    handle(contract.sayRoom, async (input, { actor }) => {
      if (actor.kind !== 'staff') throw new NorthlineError(directoryErrors.not_found)
      await sayRoom(deps, actor, input)
      return { done: true as const }
    }),
    handle(contract.keeperOf, ({ serviceIds }, { actor }) => keepers(deps, actor, serviceIds)),
    handle(contract.setKeeper, async (input, { actor }) => {
      await nameKeeper(deps, actor, input)
      return { done: true as const }
    }),
  ]
}
