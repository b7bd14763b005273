import { faultOf, type Log } from './log.ts'

export type Sweep = { name: string; every: number; run: () => Promise<unknown> }

/**
 * Runs each sweep again and again, `every` milliseconds after it ended, until stopped. A sweep that
 * fails is logged and tried again: a database that went away comes back.
 */
export function startSweeps(sweeps: readonly Sweep[], log: Log): { stop: () => Promise<void> } {
  let stopped = false
  const timers = new Set<NodeJS.Timeout>()
  const running = new Set<Promise<unknown>>()
  const again = (sweep: Sweep) => {
    if (stopped) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      const run = sweep
        .run()
        .catch((error: unknown) => log.error('sweep failed', { route: sweep.name, ...faultOf(error) }))
        .finally(() => {
          running.delete(run)
          again(sweep)
        })
      running.add(run)
    }, sweep.every)
    timers.add(timer)
  }
  sweeps.forEach(again)
  return {
    stop: async () => {
      stopped = true
      timers.forEach(clearTimeout)
      await Promise.all(running)
    },
  }
}
