import {
  currentEpoch,
  hotlineLine,
  hotlineLines,
  hotlineTeams,
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

  names: memberNames,
  members: teamMembers,
  teams: hotlineTeams,
}
