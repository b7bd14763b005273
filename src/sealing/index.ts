/**
 * End-to-end sealing: the same code in the browser and on the server.
 * docs/sealing.md says which key opens what; every function that opens
 * throws SealingError with a `reason` and never any content.
 */
export { SealingError, sealingReason, type SealingReason } from './errors.ts'
export { createPair, exportPair, importPair, sign, verify, type Pair } from './keys.ts'
export * from './visits.ts'
export { readHeader, type AuthorRole, type EnvelopeHeader } from './header.ts'
export { seenLimit, type EnvelopeBody, type Seen } from './body.ts'
export * from './envelope.ts'
export {
  generationFromJson,
  generationToJson,
  newGeneration,
  type GenerationKey,
  type GenerationRecord,
  type GenerationRecordJson,
  type NewGeneration,
} from './generations.ts'
export { openSlot, sealSlotFor, slotProvesWords, type OpenSlot, type Slot, type SlotReader } from './slots.ts'
export * from './members.ts'
export * from './epochs.ts'
