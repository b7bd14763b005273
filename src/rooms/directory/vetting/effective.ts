import type { PublicVetting, ServiceStanding } from './standings.repository.ts'

/**
 * What follows for each service from the standings of itself, its organisation and its source. Any stop wins; else the
 * latest day, since a verification that ends first would leave nothing behind it, and of two alike the line's own.
 */
export function effective(
  standings: readonly ServiceStanding[],
): (serviceId: string) => 'stopped' | PublicVetting | undefined {
  const byService = Map.groupBy(standings, ({ serviceId }) => serviceId)
  return (serviceId) => {
    const own = byService.get(serviceId) ?? []
    if (own.some(({ level }) => level === 'stopped')) return 'stopped'
    const [best] = own
      .flatMap(({ kind, name, until }) =>
        until === null
          ? []
          : [{ by: kind === 'source' ? ('source' as const) : ('line' as const), name, until }],
      )
      .toSorted((a, b) => b.until.localeCompare(a.until) || a.by.localeCompare(b.by))
    return best
  }
}
