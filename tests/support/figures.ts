/** The value below which a share of the samples lies; `share` from 0 to 1. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** `p50 1.2 · p95 3.4 · p99 5.6 ms` */
export function spread(samples: readonly number[]): string {
  const at = (share: number) => quantile(samples, share).toFixed(2)
  return `p50 ${at(0.5)} · p95 ${at(0.95)} · p99 ${at(0.99)} ms`
}

/** A ratio with two digits, as the benches print it. */
export function ratio(measured: number, baseline: number): string {
  return `${(measured / baseline).toFixed(2)} ×`
}

/** Writes a line to standard output; the drills and benches print their figure last. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
