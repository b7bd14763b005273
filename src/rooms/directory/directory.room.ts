import type { Card } from '../../contracts/content.ts'
import type { HandledRoute } from '../../contracts/index.ts'
import { translator } from '../../i18n/index.ts'
import type { Tx } from '../../database/index.ts'
import type { DirectoryDeps } from './directory.deps.ts'
import { changesRoutes } from './changes/changes.routes.ts'
import { applyChanges } from './changes/changes.usecases.ts'
import { directoryRoutes } from './directory.routes.ts'
import { cardLocale } from './reader.ts'
import { coverageRoutes } from './coverage/coverage.routes.ts'
import { takeStock } from './coverage/coverage.usecases.ts'
import { Unmet } from './coverage/unmet.ts'
import { compareSome } from './duplicates/compare.usecase.ts'
import { duplicatesRoutes } from './duplicates/duplicates.routes.ts'
import { applyDecisions } from './duplicates/duplicates.usecases.ts'
import { feedbackRoutes } from './feedback/feedback.routes.ts'
import { forgetOld } from './feedback/feedback.usecases.ts'
import { importDirectory, renewPublished, type ImportOptions } from './import/import.usecase.ts'
import type { ImportReport } from './import/report.ts'
import { airsParts, csvLines } from './open-data/downloads/downloads.usecases.ts'
import type { CsvTable } from './open-data/downloads/tables.ts'
import type { Hsds } from './open-data/shape.ts'
import {
  everyOpenService,
  openFiling,
  openOrganization,
  openOrganizations,
  openService,
  openServiceAtPlace,
  openServices,
  openServicesAtPlaces,
  openTaxonomies,
  openTerms,
  type HsdsPage,
  type HsdsVersion,
  type OpenAsked,
} from './open-data/open-data.usecases.ts'
import { makeCard } from './search/card.ts'
import { findPublished } from './search/search.repository.ts'
import { upkeepRoutes } from './upkeep/upkeep.routes.ts'
import { applyUpkeep } from './upkeep/upkeep.usecases.ts'
import { applyStandings } from './vetting/apply.usecase.ts'
import { vettingRoutes } from './vetting/vetting.routes.ts'

/** The register as open data (HSDS), for everybody. */
export type OpenData = {
  services(asked: OpenAsked): Promise<HsdsPage>
  everyService(asked: OpenAsked): AsyncGenerator<Hsds>
  service(uuid: string, version: HsdsVersion): Promise<Hsds | undefined>
  organizations(asked: OpenAsked): Promise<HsdsPage>
  organization(uuid: string): Promise<Hsds | undefined>
  servicesAtLocations(asked: OpenAsked): Promise<HsdsPage>
  serviceAtLocation(uuid: string, version: HsdsVersion): Promise<Hsds | undefined>
  taxonomies(asked: OpenAsked): Promise<HsdsPage>
  taxonomy(uuid: string): Promise<Hsds | undefined>
  taxonomyTerms(asked: OpenAsked): Promise<HsdsPage>
  taxonomyTerm(uuid: string): Promise<Hsds | undefined>
  /** Lines of one table of the tabular form. */
  csv(table: CsvTable, asked: OpenAsked): AsyncGenerator<string>
  /** The whole as AIRS XML, part after part; `entity`: whose register it is. */
  airs(entity: string, asked: OpenAsked): AsyncGenerator<string>
}

export type Directory = {
  readonly openData: OpenData
  readonly routes: HandledRoute[]
  /** Reads a file or folder of HSDS into the register, in one transaction; see docs/directory.md. */
  importDirectory(path: string, options?: ImportOptions): Promise<ImportReport>
  /** Publishes everything anew where an older release published it; returns how many services. */
  renew(): Promise<number>
  /** Makes what is published say what staff found and said, where a server died before it did; returns how much. */
  catchUp(): Promise<number>
  /** Compares some services that were published anew with others that may be the same; returns how many, 0 when none is left. */
  compare(): Promise<number>
  /** Once a day: takes stock of where nobody answers, unless it was done today. */
  takeStock(): Promise<boolean>
  /** Writes what was looked for in vain since the last time. */
  writeUnmet(): Promise<void>
}

/** Opens the room. */
export function createDirectory(given: DirectoryDeps): Directory {
  const unmet = new Unmet()
  const deps = { ...given, unmet }
  return {
    routes: [
      ...directoryRoutes(deps),
      ...vettingRoutes(deps),
      ...upkeepRoutes(deps),
      ...changesRoutes(deps),
      ...feedbackRoutes(deps),
      ...duplicatesRoutes(deps),
      ...coverageRoutes(deps),
    ],
    importDirectory: (path, options) => importDirectory(deps, path, options),
    openData: {
      services: (asked) => openServices(deps, asked),
      everyService: (asked) => everyOpenService(deps, asked),
      service: (uuid, version) => openService(deps, uuid, version),
      organizations: (asked) => openOrganizations(deps, asked),
      organization: (uuid) => openOrganization(deps, uuid),
      servicesAtLocations: (asked) => openServicesAtPlaces(deps, asked),
      serviceAtLocation: (uuid, version) => openServiceAtPlace(deps, uuid, version),
      taxonomies: (asked) => openTaxonomies(deps, asked),
      taxonomy: (uuid) => openFiling(deps, 'taxonomy', uuid),
      taxonomyTerms: (asked) => openTerms(deps, asked),
      taxonomyTerm: (uuid) => openFiling(deps, 'term', uuid),
      csv: (table, asked) => csvLines(deps, table, asked),
      airs: (entity, asked) => airsParts(deps, entity, asked),
    },
    renew: () => renewPublished(deps),
    catchUp: async () => {
      await forgetOld(deps)
      const done = [applyStandings, applyChanges, applyUpkeep, applyDecisions]
      let applied = 0
      for (const apply of done) applied += await apply(deps)
      return applied
    },
    compare: () => compareSome(deps),
    takeStock: () => takeStock(deps),
    writeUnmet: () => unmet.write(deps),
  }
}

/** A service's card in a locale at a moment; undefined where it is not offered. For any actor. */
export async function cardFor(
  tx: Tx,
  serviceId: string,
  locale: string,
  now: Date,
): Promise<Card | undefined> {
  const found = await findPublished(tx, serviceId)
  return found && makeCard(translator(cardLocale(locale)), serviceId, found, now).card
}
