export * from './engine/index.ts'
export { openLedger, readLedger, reserve } from './command/ledger-file.ts'
export { readCodebook, readRecords, readTables } from './command/read-files.ts'
export { Refused } from './command/refused.ts'
export { writeRelease } from './command/write-release.ts'
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
