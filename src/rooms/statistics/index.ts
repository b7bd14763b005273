export * from './engine/index.ts'
export { openLedger, readLedger, reserve } from './command/ledger-file.ts'
export { readCodebook, readRecords, readTables } from './command/read-files.ts'
export { Refused } from './command/refused.ts'
export { contentOf, writeRelease } from './command/write-release.ts'
export { faultsOfRecord } from './standard/faults.ts'
export { codebookFor, releasedAs, usualMerging, type Merging } from './standard/publish.ts'
export {
  nonAnswerLabels,
  nonAnswers,
  suppliers,
  type StandardRecord,
  type Supplier,
} from './standard/record.ts'
export { standardRecord } from './standard/version-1.ts'
export { readRelease } from './publication/read-release.ts'
export { type Content as ReleaseContent } from './publication/content.ts'
export { publishRelease, type Publication, type StatisticsDeps } from './publication/publication.usecases.ts'
export { statisticsRoutes } from './publication/statistics.routes.ts'
export { statisticsErrors } from './statistics.errors.ts'
