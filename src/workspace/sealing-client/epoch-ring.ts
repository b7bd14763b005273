import { base64UrlToBytes, type Bytes } from '../../kernel/index.ts'
import { openEpoch, SealingError, type EpochKey, type Member, type Pair } from '../../sealing/index.ts'

/** An epoch as the server hands it out, bytes as base64url; `slot` is the asker's own. */
export type EpochAnswer = { id: string; number: number; publicKey: string; slot: string | null }

/** The team keys that this browser holds in memory, by epoch id. Never stored, wiped on lock. */
export type EpochRing = {
  /** Opens an epoch's slot and keeps it. False when there is no slot for this member, or it does not open. */
  add(teamId: string, epoch: EpochAnswer, member: Pick<Member, 'memberId' | 'pair'>): Promise<boolean>
  /** Keeps an epoch that was made here. */
  keep(key: EpochKey): void
  pairOf(epochId: string): Pair | undefined
  /** The same with its number and team, to seal it to somebody. */
  keyOf(epochId: string): EpochKey | undefined
  has(epochId: string): boolean
  wipe(): void
}

export function createEpochRing(): EpochRing {
  const held = new Map<string, EpochKey>()
  return {
    async add(teamId, { id, number, publicKey, slot }, member) {
      if (held.has(id)) return true
      if (slot === null) return false
      try {
        const epoch = { id, teamId, number, publicKey: decode(publicKey) }
        held.set(id, await openEpoch(epoch, { memberId: member.memberId, bytes: decode(slot) }, member))
        return true
      } catch (error) {
        // A slot that does not open is a team key that we do not have, not a reason to stop.
        if (error instanceof SealingError) return false
        throw error
      }
    },
    keep: (key) => void held.set(key.id, key),
    pairOf: (epochId) => held.get(epochId),
    keyOf: (epochId) => held.get(epochId),
    has: (epochId) => held.has(epochId),
    wipe: () => held.clear(),
  }
}

/** Base64url that must be well-formed; throws SealingError `malformed`. */
export function decode(text: string): Bytes {
  const bytes = base64UrlToBytes(text)
  if (!bytes) throw new SealingError('malformed')
  return bytes
}
