/**
 * The witness of the audit: a process of another user that sees the hashes of
 * entries, signs that they only ever grow, and sends that out of the system. It
 * shares no code with the server but the kernel, and reads no database.
 */
export {
  /** Runs a command of the witness: `init`, `key`, `rotate`, or nothing to run it. Resolves when it is done or listening. */
  witnessCommand,
  WitnessUsageError,
} from './witness-command.ts'
export {
  /** WITNESS_*. */
  witnessSettings,
} from './witness.config.ts'
export {
  /** `openWitness(folder)`: the log itself, for the drills. */
  openWitness,
  type Witness,
} from './witness.ts'
