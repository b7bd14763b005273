/** Longer than any look-up takes on a calm server, short enough not to be felt. Milliseconds. */
const step = 10

/**
 * Answers at the next step of a clock that started with the question. What was
 * found, a row or none, then doesn't show in how long it took, not by a
 * thousandth of a second: the timer waits the whole of it but for the last
 * millisecond, and the rest is looked at.
 */
export async function inEvenSteps<Result>(work: () => Promise<Result>): Promise<Result> {
  const begun = performance.now()
  try {
    return await work()
  } finally {
    const end = begun + Math.ceil((performance.now() - begun) / step) * step
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.floor(end - performance.now()) - 1)))
    while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve))
  }
}
