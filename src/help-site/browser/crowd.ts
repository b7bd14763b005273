import { base64UrlToBytes, bytesToBase64Url } from '../../kernel/index.ts'
import type { Proof } from '../../contracts/conversations.ts'
import { solvePuzzle } from '../../sealing/index.ts'
import { Refused } from './http.ts'
import { wait } from './page.ts'

/** So many are writing at once that the server asks for a little work, or a wait, first. */
export function isCrowded(error: unknown): error is Refused & { code: 'conversations.crowded' } {
  return error instanceof Refused && error.code === 'conversations.crowded'
}

/** Whether the work may be done, which nobody notices; else it is a wait, which must be told. */
export function mayWork({ facts }: Refused): boolean {
  return facts['work'] === true && typeof facts['challenge'] === 'string'
}

/** Does the work in the browser's own threads, or waits for the turn, whichever is over first. */
export async function passCrowd(crowded: Refused): Promise<Proof | undefined> {
  const { challenge } = crowded.facts
  let turnCame = false
  const turn = wait((crowded.retryAfter ?? 5_000) + 500).then(() => {
    turnCame = true
    return undefined
  })
  const puzzle = typeof challenge === 'string' ? base64UrlToBytes(challenge) : undefined
  if (typeof challenge !== 'string' || !puzzle) return turn
  const answer = await (mayWork(crowded) ? Promise.race([solvePuzzle(puzzle, () => turnCame), turn]) : turn)
  return { challenge, ...(answer && { answer: bytesToBase64Url(answer) }) }
}
