import { isKind, NorthlineError } from '../../kernel/index.ts'
import { crowdedFacts } from '../../contracts/conversations.ts'
import { conversationErrors } from '../../rooms/conversations/index.ts'

/** What a crowd asks of a browser without script: to wait, and then to come with this challenge. */
export type Turn = { challenge: string; seconds: number }

/** The turn that an error gives; undefined for any other error, and where no turn was left. */
export function turnOf(error: unknown): Turn | undefined {
  if (!(error instanceof NorthlineError) || !isKind(error, conversationErrors.crowded)) return undefined
  const facts = crowdedFacts.safeParse(error.facts)
  const challenge = facts.success ? facts.data.challenge : undefined
  return challenge === undefined ? undefined : { challenge, seconds: facts.data?.retryAfter ?? 1 }
}

/** Requests that this server holds while their turn comes. Few for one network, so that none takes every place. */
export type SlowLane = {
  /** Takes a place and gives what leaves it; undefined when there is none. */
  enter(clientKey: string): (() => void) | undefined
}

/** Turns further off are not waited for in one request: a proxy would give it up. The form comes back instead. */
export const longestHold = 40

export function createSlowLane(most = 1_000, ofOneNetwork = 8): SlowLane {
  const held = new Map<string, number>()
  let all = 0
  return {
    enter(clientKey) {
      const [network = ''] = clientKey.split('.')
      const own = held.get(network) ?? 0
      if (all >= most || own >= ofOneNetwork) return undefined
      all++
      held.set(network, own + 1)
      let left = false
      return () => {
        if (left) return
        left = true
        all--
        const now = (held.get(network) ?? 1) - 1
        if (now > 0) held.set(network, now)
        else held.delete(network)
      }
    },
  }
}

/** Until the turn has come; false when the browser went away before. */
export function waitForTurn({ seconds }: Turn, gone: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (gone.aborted) return resolve(false)
    const timer = setTimeout(() => resolve(!gone.aborted), seconds * 1_000 + 300)
    gone.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve(false)
    })
  })
}
