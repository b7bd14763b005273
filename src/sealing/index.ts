/**
 * End-to-end sealing: the same code in the browser and on the server.
 * docs/sealing.md says which key opens what. Every function that opens throws
 * SealingError with a `reason`, and never any content.
 */
export { SealingError, sealingReason, type SealingReason } from './errors.ts'
export { createPair, exportPair, importPair, sign, verify, type Pair } from './keys.ts'
export { createVisit, exportVisit, importVisit, visitCard, type Visit, type VisitCard } from './visits.ts'
export { readHeader, type AuthorRole, type EnvelopeHeader } from './header.ts'
export { seenLimit, type EnvelopeBody, type Seen } from './body.ts'
export * from './envelope.ts'
export type { GenerationKey, GenerationRecord, Slot, SlotReader } from './generation-keys.ts'
export * from './generations.ts'
export { openSlot, sealSlotFor, slotProvesWords, type OpenSlot } from './slots.ts'
export * from './writers.ts'
export * from './thread.ts'
export * from './receipt.ts'
export { suggestWords } from './words.ts'
export * from './tickets.ts'
export * from './members.ts'
export * from './epochs.ts'
export { newPrintedCode, printedCodeFault, type PrintedCodeFault } from './printed-code.ts'
export * from './recovery.ts'
export * from './consent.ts'
export * from './packets.ts'
export * from './desk-note.ts'
export * from './outer.ts'
export { isSolved, puzzleAnswerSize, solvePuzzle } from './puzzle.ts'
