import * as conversations from '../../../src/contracts/conversations.ts'
import { bytesToBase64Url, randomId } from '../../../src/kernel/index.ts'
import { bytesOf } from '../../support/line/staff.ts'
import { solvePuzzle } from '../../../src/sealing/index.ts'
import { means } from './networks.ts'
import type { Stage } from './stage.ts'

export type Flood = { stop(): Promise<Counts> }
export type Counts = {
  /** Openings and words without work. */
  bare: number
  /** Of those, let past the gate. In a crowd there must be none. */
  bareAdmitted: number
  /** With work done. */
  worked: number
  workedAdmitted: number
  /** Answers of the server's own failure. */
  failed: number
}

const random = (length: number) => bytesToBase64Url(crypto.getRandomValues(new Uint8Array(length)))

/** An opening as well formed as can be without sealing anything: what a cheap flood would send. */
function junkOpening() {
  return {
    conversationId: randomId(),
    teamId: randomId(),
    language: 'en',
    visit: { id: randomId(), publicKey: random(65), signPublicKey: random(65) },
    ticket: { ticketId: randomId(), serverHalf: random(32) },
    generation: {
      number: 1,
      epochId: randomId(),
      commit: random(32),
      slots: [{ to: 'team', recipient: randomId(), bytes: random(93) }],
    },
    envelope: random(365),
  }
}

const guess = () => ({ lookupId: randomId(), token: random(32) })

/**
 * Floods openings and words from very many networks at once: most without any
 * work, as a script from a shelf would, and one that does the work.
 */
export function startFlood(stage: Stage, workers: number): Flood {
  const counts: Counts = { bare: 0, bareAdmitted: 0, worked: 0, workedAdmitted: 0, failed: 0 }
  let on = true
  let n = 0
  const address = () => (n++ % 2 === 0 ? means['one /32, rotating'](n) : means.everywhere(n))

  async function send(
    path: string,
    body: unknown,
  ): Promise<{ status: number; code: string; facts?: unknown }> {
    const client = stage.from(address())
    try {
      const headers = { 'content-type': 'application/json', 'x-northline': '1' }
      const response = await client.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
      const answer = (await response.json()) as { error?: { code: string; facts?: unknown } }
      return { status: response.status, code: answer.error?.code ?? '', facts: answer.error?.facts }
    } finally {
      client.close()
    }
  }

  async function bare(): Promise<void> {
    while (on) {
      const open = n % 3 !== 0
      const path = open ? conversations.openConversation.path : conversations.findLine.path
      const { status, code } = await send(path, open ? junkOpening() : guess())
      counts.bare++
      if (status >= 500) counts.failed++
      // Past the gate the junk is refused for what it is, and a guess for being wrong.
      else if (code !== 'conversations.crowded' && code !== 'conversations.too_many_tries')
        counts.bareAdmitted++
    }
  }

  async function working(): Promise<void> {
    while (on) {
      const body = guess()
      const { facts } = await send(conversations.findLine.path, body)
      const read = conversations.crowdedFacts.safeParse(facts)
      const challenge = read.success ? read.data.challenge : undefined
      if (challenge === undefined) continue
      const answer = await solvePuzzle(bytesOf(challenge), () => !on)
      if (!answer) return
      const proof = { challenge, answer: bytesToBase64Url(answer) }
      const { status, code } = await send(conversations.findLine.path, { ...body, proof })
      counts.worked++
      if (status >= 500) counts.failed++
      if (code === 'conversations.words_unknown') counts.workedAdmitted++
    }
  }

  const running = [...Array.from({ length: workers }, bare), working()]
  return {
    async stop() {
      on = false
      await Promise.all(running)
      return counts
    },
  }
}
