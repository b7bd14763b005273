/**
 * Networks from which a new conversation takes a little longer, because a
 * responder has just ended an abusive one from there. In memory only, under keys
 * that die with the process, for minutes: nothing of it is ever stored.
 */
export type Slowed = {
  /** The network that a live visit was last seen on. */
  saw(visitId: string, clientKey: string): void
  slow(conversationId: string, visitIds: readonly string[]): void
  undo(conversationId: string): void
  has(clientKey: string): boolean
}

const mostVisits = 20_000
const mostSlowed = 1_000

/** Only the narrowest tier: a neighbour is not meant. */
function narrow(clientKey: string): string {
  return clientKey.split('.')[0] ?? ''
}

export function createSlowed(minutes: number, now: () => number = Date.now): Slowed {
  const seen = new Map<string, string>()
  const slowed = new Map<string, { networks: Set<string>; until: number }>()
  const forget = () => {
    for (const [id, { until }] of slowed) {
      if (until > now() && slowed.size <= mostSlowed) break
      slowed.delete(id)
    }
  }
  return {
    saw(visitId, clientKey) {
      seen.delete(visitId)
      seen.set(visitId, narrow(clientKey))
      const oldest = seen.size > mostVisits ? seen.keys().next().value : undefined
      if (oldest !== undefined) seen.delete(oldest)
    },
    slow(conversationId, visitIds) {
      const networks = visitIds.flatMap((id) => seen.get(id) ?? [])
      slowed.delete(conversationId)
      slowed.set(conversationId, { networks: new Set(networks), until: now() + minutes * 60_000 })
      forget()
    },
    undo: (conversationId) => void slowed.delete(conversationId),
    has(clientKey) {
      if (slowed.size === 0) return false
      forget()
      return [...slowed.values()].some(({ networks }) => networks.has(narrow(clientKey)))
    },
  }
}
