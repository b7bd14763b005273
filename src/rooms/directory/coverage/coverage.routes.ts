import { handle, type HandledRoute } from '../../../contracts/index.ts'
import * as contract from '../../../contracts/directory-coverage.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { translatorFor } from '../reader.ts'
import { lookAtCoverage } from './coverage.usecases.ts'

/** Routes by which reviewers see where nobody answers. */
export function coverageRoutes(deps: DirectoryDeps): HandledRoute[] {
  return [
    handle(contract.coverage, (input, context) =>
      lookAtCoverage(deps, context.actor, input, translatorFor(context)),
    ),
  ]
}
