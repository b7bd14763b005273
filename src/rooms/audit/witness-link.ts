import * as z from 'zod'
import type { CheckpointRow } from './leaves.repository.ts'

/** What the server asks of the witness, which is another process of another user. */
export type Witness = {
  /** Its log and how many entries it has seen. */
  state(): Promise<{ log: string; entries: number }>
  /**
   * Hands over the leaves (32 bytes each) that follow what it has seen, and which
   * of them bear no right seal; gives its newest checkpoint. The same leaves again
   * are acknowledged again; others in their place are refused.
   */
  append(batch: {
    log: string
    first: number
    leaves: readonly Buffer[]
    doubtful: readonly number[]
  }): Promise<CheckpointRow>
}

const state = z.object({ log: z.string().regex(/^[\w-]{22}$/), entries: z.int().nonnegative() })
const checkpoint = state.extend({ number: z.int().positive(), time: z.iso.datetime() })

/** Longest time (ms) that the witness may take for one answer. */
const patience = 10_000

/** The witness over HTTP. Rejects when it does not answer or refuses; the next round tries again. */
export function witnessAt(address: string, token: string): Witness {
  async function ask(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${address}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`the audit witness answered ${response.status}`)
    return response.json()
  }
  return {
    state: async () => state.parse(await ask('/state')),
    append: async ({ leaves, ...batch }) => {
      const hashes = leaves.map((leaf) => leaf.toString('base64url'))
      const { time, ...signed } = checkpoint.parse(await ask('/append', { ...batch, leaves: hashes }))
      return { ...signed, at: time }
    },
  }
}
