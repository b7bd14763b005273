/**
 * Why something did not open or was not sealed. The words are stable; rooms map
 * them to their own codes. A reason never says what was inside.
 */
export type SealingReason =
  | 'malformed' // not the bytes of any such thing: size, magic, padding, spelling
  | 'unknown_suite' // another version or suite than this code knows
  | 'wrong_context' // well-formed, but for another conversation, writer, role, generation or recipient
  | 'shut' // the key does not fit or a bit was changed; both look the same
  | 'forged' // a signature that does not hold
  | 'wrong_key' // opened, but not the key that was committed to
  | 'sender_unproven' // a proof of the sender was expected and is missing, or the reverse
  | 'outside_consent' // a packet that carries anything but what was agreed to
  | 'too_long' // does not fit the largest size
  | 'bad_key' // bytes that are no key of this suite
  | 'bad_argument' // the caller's mistake

/** The only error this library throws. Its message is the reason and nothing else. */
export class SealingError extends Error {
  /** Declared only: a class field would cost the browser bundle its helper code. */
  declare readonly reason: SealingReason

  constructor(reason: SealingReason) {
    super(`sealing: ${reason}`)
    this.name = 'SealingError'
    this.reason = reason
  }
}

/** Throws `reason` unless the condition holds. */
export function insist(condition: unknown, reason: SealingReason): asserts condition {
  if (!condition) throw new SealingError(reason)
}

/** The reason of a sealing error, or undefined for any other. */
export function sealingReason(error: unknown): SealingReason | undefined {
  return error instanceof SealingError ? error.reason : undefined
}
