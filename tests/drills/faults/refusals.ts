import type { CallError } from '../../../src/contracts/index.ts'

/** What clients were told while something was broken. */
export type Refusals = {
  note(error: CallError): void
  count(): number
  /** Sentences about refusals that are not as they must be. */
  faults(allowed: ReadonlyMap<string, number>): string[]
  text(): string
}

export function countRefusals(): Refusals {
  const seen = new Map<string, { count: number; message: string }>()
  return {
    note(error) {
      const key = `${error.status} ${error.problem.code}`
      const known = seen.get(key)
      seen.set(key, { count: (known?.count ?? 0) + 1, message: error.problem.message })
    },
    count: () => [...seen.values()].reduce((sum, { count }) => sum + count, 0),
    faults: (allowed) =>
      [...seen].flatMap(([key, { message }]) => {
        const [status = '', code = ''] = key.split(' ')
        if (allowed.get(code) !== Number(status)) return [`sends were refused with ${key}`]
        if (status === '0') return []
        return /^[A-Z].{10,}[.!?]$/s.test(message) ? [] : [`${key} says “${message}”, which is no sentence`]
      }),
    text: () => [...seen].map(([key, { count }]) => `${count} × ${key}`).join(', ') || 'none',
  }
}
