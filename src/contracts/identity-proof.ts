import * as z from 'zod'
import { id, route } from './route.ts'
import { teamProofPath } from './team-proof-path.ts'

/* What shows whose key a team's key is (docs/sealing.md, “Whose key is it”). */

/** A statement and its signature, as `sealing` writes and reads them. */
export const signed = z.object({
  statement: z.string().max(8_192),
  signature: z.string().regex(/^[\w-]{86}$/, { error: 'not a signature' }),
})

export const epochProof = z.object({
  epoch: signed,
  certificates: z.array(signed).max(8),
  revocations: z.array(signed.extend({ statement: z.string().max(65_536) })).max(8),
})

/** Everything between a team's key and the organisation key that browsers are pinned to; null where nobody signed it. */
export const teamProof = route({
  id: 'identity.team_proof',
  method: 'get',
  origin: 'both',
  path: teamProofPath,
  access: 'public',
  summary:
    'The signatures that lead from an epoch to a pinned organisation key. Of a provider’s epoch for staff only.',
  input: z.object({ epochId: id }),
  output: z.object({ proof: epochProof.nullable() }),
  errors: [],
})
