import { handle, type HandledRoute } from '../../../contracts/index.ts'
import * as contract from '../../../contracts/statistics.ts'
import { releaseOf, releases, rowsOfRelease, type StatisticsDeps } from './publication.usecases.ts'

/** Routes by which everybody reads what was published. */
export function statisticsRoutes(deps: StatisticsDeps): HandledRoute[] {
  return [
    handle(contract.listReleases, async (_input, { actor }) => ({ releases: await releases(deps, actor) })),
    handle(contract.getRelease, async ({ releaseId }, { actor }) => ({
      release: await releaseOf(deps, actor, releaseId),
    })),
    handle(contract.getRows, async ({ releaseId }, { actor }) => ({
      csv: await rowsOfRelease(deps, actor, releaseId),
    })),
  ]
}
