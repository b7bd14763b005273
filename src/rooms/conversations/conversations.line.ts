import { judgeEpoch, type PinnedKey } from '../../sealing/index.ts'
import {
  currentEpoch,
  epochProof,
  hotlineLine,
  hotlineLines,
  hotlineTeams,
  isCurrentEpoch,
  memberNames,
  teamMembers,
} from '../identity/index.ts'
import type { LinePort } from './conversations.deps.ts'

/** Teams and their keys as the identity room has them. */
export const identityLine: LinePort = {
  async currentLine(tx, wish) {
    const line = await hotlineLine(tx, wish)
    return line && { teamId: line.teamId, epochId: line.epochId, epochPublicKey: line.epochPublicKey }
  },

  async takes(tx, teamId) {
    return (await hotlineLines(tx)).some((line) => line.teamId === teamId)
  },

  async currentEpoch(tx, teamId) {
    const epoch = await currentEpoch(tx, teamId)
    return epoch && { teamId, epochId: epoch.id, epochPublicKey: epoch.publicKey }
  },

  isCurrentEpoch,
  names: memberNames,
  members: teamMembers,
  teams: hotlineTeams,
}

/** The same where organisation keys are pinned: the server seals for nobody to a key that browsers would refuse. */
export function pinnedLine(pins: readonly PinnedKey[]): LinePort {
  if (pins.length === 0) return identityLine
  return {
    ...identityLine,
    async proves(tx, { epochId, epochPublicKey }) {
      const proof = await epochProof(tx, epochId)
      const epoch = { id: epochId, publicKey: epochPublicKey }
      return (await judgeEpoch({ epoch, proof, pins, now: new Date(), own: true })).verified
    },
  }
}
