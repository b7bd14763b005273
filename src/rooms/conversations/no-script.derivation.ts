import { deriveKeep, deriveReceipt, type Receipt } from '../../sealing/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'

/**
 * In whose name a derivation is asked for: somebody `waits` for it (refused when
 * the queue is full), was `admitted` before with the same form, or nobody waits
 * and it may come `later`: after whoever does, but every fourth turn, since words
 * that were shown must begin to work in a flood too.
 */
export type Turn = 'waits' | 'admitted' | 'later'

export type Derivation = {
  /** Throws `words_busy` when somebody who waits would be refused: asked before a try is counted. */
  requireRoom(): void
  receipt(receipt: Receipt, turn: Turn): ReturnType<typeof deriveReceipt>
  keep(receipt: Receipt, second: string, turn: Turn): ReturnType<typeof deriveKeep>
}

type Options = { iterations?: number; atOnce?: number }

/** What one derivation takes of a processor, in seconds; for saying when to try again. */
const each = 0.35

/**
 * A million rounds take a processor for a third of a second: two at once, and
 * `mostWaiting` people in the queue. Beyond that a page that says so at once is
 * better than one that hangs and then asks for too much.
 */
export function createDerivation(mostWaiting: number, options: Options = {}): Derivation {
  const { atOnce = 2, ...rounds } = options
  let running = 0
  let turns = 0
  const people: (() => void)[] = []
  const later: (() => void)[] = []

  function requireRoom(): void {
    if (people.length < mostWaiting) return
    refuse(conversationErrors.words_busy, { retryAfter: Math.ceil((people.length * each) / atOnce) })
  }

  async function inTurn<Result>(turn: Turn, work: () => Promise<Result>): Promise<Result> {
    if (running >= atOnce) {
      if (turn === 'waits') requireRoom()
      await new Promise<void>((resolve) => (turn === 'later' ? later : people).push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = (++turns % 4 === 0 ? later.shift() : undefined) ?? people.shift() ?? later.shift()
      // Whoever is next takes this place over, so that nobody slips in between.
      if (next) next()
      else running--
    }
  }

  return {
    requireRoom,
    receipt: (receipt, turn) => inTurn(turn, () => deriveReceipt(receipt, rounds)),
    keep: (receipt, second, turn) => inTurn(turn, () => deriveKeep(receipt, second, rounds)),
  }
}
