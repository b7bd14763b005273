import { loadObjects, type DirectoryDeps, type ImportReport } from '../rooms/directory/index.ts'
import { servicesAround } from './invented-services-around.ts'
import { everydayServices } from './invented-services-everyday.ts'
import { servicesInTown } from './invented-services-town.ts'
import { servicesOnThePhone } from './invented-services-phone.ts'
import { servicesToShelter } from './invented-services-shelter.ts'

/** The source under which the invented services stand in the register. */
export const inventedSource = 'invented'

/**
 * Services of an invented region around Kingston, Ontario: none of them exists,
 * every organisation says so in its name, and the phone numbers are of the kind
 * that is kept for fiction (555-0100 to 555-0199).
 */
export const inventedServices: readonly object[] = [
  ...servicesToShelter,
  ...servicesInTown,
  ...everydayServices,
  ...servicesAround,
  ...servicesOnThePhone,
]

/** Loads them; a second time changes nothing. */
export function loadInventedServices(deps: DirectoryDeps): Promise<ImportReport> {
  return loadObjects(deps, inventedSource, inventedServices)
}
