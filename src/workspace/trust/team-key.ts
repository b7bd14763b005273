import { teamProof } from '../../contracts/identity.ts'
import { bytesToBase64Url, type Bytes } from '../../kernel/index.ts'
import { judgeEpoch, type Doubt, type Verdict } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { createStore } from '../app/store.ts'
import { pins } from './pins.ts'

/** A team's key as the server hands it out. */
export type TeamKey = { teamId: string; epochId: string; publicKey: Bytes }

/** `server`: no organisation key is pinned here, so the key is as good as the server's word. */
export type Trust = Verdict | { verified: 'server' }

/** A key that nothing is sealed to, and why not. */
export class UnverifiedTeamKey extends Error {
  readonly why: Doubt

  constructor(why: Doubt) {
    super('unverified team key')
    this.name = 'UnverifiedTeamKey'
    this.why = why
  }
}

/** What the keys of this member's teams are worth, by team id, as last looked at. */
export const teamTrust = createStore<ReadonlyMap<string, Trust>>(new Map())

const verified = new Map<string, Verdict & { verified: true }>()

/**
 * Whose key this is, from a pinned organisation key down; with `own`, only a team of a pinned organisation itself
 * will do. A verified answer is kept until its time is over.
 */
export async function trustIn({ teamId, epochId, publicKey }: TeamKey, own = false): Promise<Trust> {
  if (pins.length === 0) return { verified: 'server' }
  const place = `${teamId} ${bytesToBase64Url(publicKey)} ${own}`
  const known = verified.get(place)
  if (known && known.until.getTime() > Date.now()) return known
  const { proof } = await ask(teamProof, { epochId })
  const epoch = { teamId, id: epochId, publicKey }
  const verdict = await judgeEpoch({ epoch, proof: proof ?? undefined, pins, now: new Date(), own })
  if (verdict.verified) verified.set(place, verdict)
  return verdict
}

/** Throws UnverifiedTeamKey where an organisation key is pinned and this one does not stand under it. */
export async function requireTeamKey(key: TeamKey, own = false): Promise<void> {
  const trust = await trustIn(key, own)
  if (trust.verified === false) throw new UnverifiedTeamKey(trust.why)
}
