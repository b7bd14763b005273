import { handle, type HandledRoute } from '../../../contracts/index.ts'
import * as contract from '../../../contracts/directory-duplicates.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { translatorFor } from '../reader.ts'
import { compareTwo, decide, listDuplicates } from './duplicates.usecases.ts'

/** Routes by which reviewers look at entries that may be one and decide. */
export function duplicatesRoutes(deps: DirectoryDeps): HandledRoute[] {
  return [
    handle(contract.duplicates, (input, context) =>
      listDuplicates(deps, context.actor, input.page, translatorFor(context)),
    ),
    handle(contract.duplicate, (input, context) =>
      compareTwo(deps, context.actor, input, translatorFor(context)),
    ),
    handle(contract.decideDuplicate, async (input, context) => {
      await decide(deps, context.actor, input, translatorFor(context))
      return { done: true } as const
    }),
  ]
}
