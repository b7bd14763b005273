import { helpPaths } from '../../contracts/conversation-paths.ts'
import type { Line } from '../../contracts/conversations.ts'
import { teamProofPath } from '../../contracts/team-proof-path.ts'
import { judgeEpoch, type EpochProof } from '../../sealing/index.ts'
import { get, Refused } from './http.ts'
import { bytesOf } from './bytes-of.ts'
import { t } from './page.ts'
import { pins } from './pinned.ts'

/** A team's key as the server hands it out, to be sealed to. */
export type LineKey = { id: string; publicKey: string }

const code = 'conversations.unverified_key'

/** Until when a key that was verified here holds, by key. */
const verified = new Map<string, number>()

/**
 * Throws Refused unless the key is the line's own: signed by a member whom a pinned organisation key certifies.
 * What was typed is then not sealed to it; it waits, is tried again, and the page says why and offers the phone.
 */
export async function requireLineKey({ id, publicKey }: LineKey): Promise<void> {
  if (pins.length === 0 || (verified.get(publicKey) ?? 0) > Date.now()) return
  const { proof } = await get<{ proof: EpochProof | null }>(teamProofPath, { epochId: id })
  const verdict = await judgeEpoch({
    epoch: { id, publicKey: bytesOf(publicKey) },
    proof: proof ?? undefined,
    pins,
    now: new Date(),
    own: true,
  })
  if (!verdict.verified) throw new Refused(503, code, t(`error.${code}`))
  verified.set(publicKey, verdict.until.getTime())
}

let foreseen = false

/** While the first message is being typed: verifies the key that it will be sealed to, so that sending waits for nothing. */
export async function foreseeLine(query: Record<string, string>): Promise<void> {
  if (foreseen || pins.length === 0) return
  foreseen = true
  const { epochId, epochPublicKey } = await get<Line>(helpPaths.line, query)
  await requireLineKey({ id: epochId, publicKey: epochPublicKey })
}
