/**
 * The register of services: what there is, where, when, for whom, and whether
 * it shares with police or border services. Everybody reads what is published;
 * an address that is confidential never is. The only door.
 */
export {
  /** Opens the room: `{ routes, importDirectory(path, { source? }) }`. */
  createDirectory,
  type Directory,
  /** `services(asked)`, `everyService(asked)`, `service(uuid, version)`: the register as HSDS, vetted or marked as not, for everybody. */
  type OpenData,
  /**
   * `cardFor(tx, serviceId, locale, now)`: a service as a card (contracts/content.ts) in a locale, for any actor;
   * undefined where it is not offered. Never with a confidential address.
   */
  cardFor,
} from './directory.room.ts'
export {
  /** `{ database, audit?, settings, now? }`. */
  type DirectoryDeps,
} from './directory.deps.ts'
export {
  /** The tables of the tabular form of HSDS 3.0 with their columns, by file name without `.csv`. */
  csvTables,
  type CsvTable,
  /** The description of that package. */
  dataPackage,
} from './open-data/downloads/tables.ts'
export {
  /** `3.0` or `3.1`. */
  type HsdsVersion,
} from './open-data/open-data.usecases.ts'
export {
  /** DIRECTORY_ZONE, DIRECTORY_LANGUAGE, DIRECTORY_RADIUS_KM. */
  directorySettings,
  type DirectorySettings,
} from './directory.config.ts'
export {
  /** Every error of the room, `directory.*`. */
  directoryErrors,
} from './directory.errors.ts'
export {
  /** The codes of the needs one can search by, in the order in which a list shows them. */
  needCodes,
  type NeedCode,
} from './needs.ts'
export {
  /**
   * Reads HSDS objects in memory as if they came from a JSON file: `loadObjects(deps, source, objects)`. The same
   * rules, report and ids as an import. For the demo, tests and benches.
   */
  loadObjects,
} from './import/load-objects.ts'
export {
  /**
   * `standForInvented(deps, standings)`: as if what is invented or generated had been vetted, for the demo, tests and
   * benches. What is real goes through two reviewers.
   */
  standForInvented,
  /** `acceptInvented(deps, source)`: the same for everything that such a source ever brings. */
  acceptInvented,
} from './vetting/vetting.usecases.ts'
export {
  /** What an import did; `reportText` says it to a person. Rows read = imported + unchanged + rejected. */
  reportText,
  type ImportReport,
  /** What an import would do, before anything is stored. */
  type CheckedImport,
  /** How far an import is. */
  type ImportStep,
} from './import/report.ts'
export {
  /** `checkImport(path, { source?, mapping? })`: what an import would take in and reject, without a database. */
  checkImport,
  /** `{ source?, mapping?, onStep? }`. */
  type ImportOptions,
} from './import/import.usecase.ts'
export {
  /** `fetchRegister(address, { folder, onPage? })`: every service of an HSDS 3.x API into a folder, going on where it was killed. */
  fetchRegister,
} from './import/fetch-register.ts'
export {
  /** `setKeeper(tx, organisationId, teamId | undefined)`: which team keeps an organisation's entries. As `system`. */
  setKeeper,
  /** `findOrganisations(tx, source)`: `{ id, name, services: [{ id, name }] }[]` of what was imported. As `system` or coordinator. */
  findOrganisations,
} from './keepers.repository.ts'
export {
  /** `serviceNames(tx, serviceIds)`: names and organisations of those that are published; for any actor. */
  serviceNames,
  /** `servicesCalled(tx, text, limit)`: `{exact, near}`: by id or exact name, and by words of name or organisation; for any actor. */
  servicesCalled,
  /** `servicesMeeting(tx, need, limit)`: services that meet a need, by name; for any actor. */
  servicesMeeting,
  type ServiceName,
} from './search/names.repository.ts'
