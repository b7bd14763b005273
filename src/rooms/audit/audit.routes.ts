import { auditOfMyWork, exportAudit, listAudit } from '../../contracts/audit.ts'
import { handle, type HandledRoute, type RequestContext } from '../../contracts/handle.ts'
import { NorthlineError, type StaffActor } from '../../kernel/index.ts'
import { auditErrors } from './audit.errors.ts'
import { readAudit, readMyWork, takeExport, type ReadingDeps, type Readings } from './reading.usecases.ts'

/** The route's access let only members through; this says so to the types, and stops whoever got past. */
function memberOf({ actor }: RequestContext): StaffActor {
  if (actor.kind !== 'staff') throw new NorthlineError(auditErrors.not_allowed)
  return actor
}

/** The audit's routes of the workspace. */
export function auditRoutes(deps: ReadingDeps): HandledRoute[] {
  const readings: Readings = new Map()
  return [
    handle(listAudit, (input, context) => readAudit(deps, readings, memberOf(context), input)),
    handle(exportAudit, (input, context) => takeExport(deps, memberOf(context), input)),
    handle(auditOfMyWork, (_, context) => readMyWork(deps, memberOf(context))),
  ]
}
