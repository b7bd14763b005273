import { CallError } from '../../../src/contracts/index.ts'
import { crowdedFacts, type Proof } from '../../../src/contracts/conversations.ts'
import { bytesToBase64Url } from '../../../src/kernel/index.ts'
import { solvePuzzle } from '../../../src/sealing/index.ts'
import { bytesOf } from './staff.ts'

/** Does what a crowd asks for, as the conversation script does, and tries the same again. */
export async function throughCrowd<Result>(
  attempt: (proof: { proof?: Proof }) => Promise<Result>,
): Promise<Result> {
  let brought: { proof?: Proof } = {}
  for (let tries = 0; ; tries++) {
    try {
      return await attempt(brought)
    } catch (error) {
      const crowded = error instanceof CallError && error.problem.code === 'conversations.crowded'
      if (!crowded || tries > 20) throw error
      const { challenge, work, retryAfter } = crowdedFacts.parse(error.problem.facts)
      if (challenge === undefined || !work) await pause(retryAfter * 1_000)
      brought = challenge === undefined ? {} : { proof: await proofFor(challenge, work === true) }
    }
  }
}

async function proofFor(challenge: string, work: boolean): Promise<Proof> {
  const answer = work ? await solvePuzzle(bytesOf(challenge)) : undefined
  return { challenge, ...(answer && { answer: bytesToBase64Url(answer) }) }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
