import * as z from 'zod'
import { publicKey } from './identity-shapes.ts'
import { bytes, done, id, moment, route } from './route.ts'

/* The team's past: earlier epochs, who opens them, and how a newcomer gets them. */

export const pastOf = route({
  id: 'identity.past_of',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/past',
  access: 'staff',
  summary:
    'The epochs of one’s own team that the asker opens and a colleague doesn’t, with the asker’s slots; newest first, 200 to a page.',
  input: z.object({
    teamId: id,
    memberId: id,
    before: z.coerce.number().int().min(1).max(1_000_000).optional(),
  }),
  output: z.object({
    epochs: z.array(z.object({ id, number: z.int(), publicKey, slot: bytes(512), since: moment })),
    next: z.int().nullable(),
  }),
  errors: ['identity.no_such_team', 'identity.no_such_member'],
})

export const sharePast = route({
  id: 'identity.share_past',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/past/share',
  access: 'staff',
  fresh: true,
  summary: 'Seals earlier epochs to a colleague who reads in the team: a deliberate act, in the audit.',
  input: z.object({
    teamId: id,
    memberId: id,
    slots: z
      .array(z.object({ epochId: id, bytes: bytes(512).min(64) }))
      .min(1)
      .max(200),
  }),
  output: done,
  errors: [
    'identity.no_such_team',
    'identity.no_such_member',
    'identity.epoch_not_yours',
    'identity.sign_in_again',
  ],
})

export const keyState = route({
  id: 'identity.key_state',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/key-state',
  access: 'staff',
  summary: 'What of a team’s past can be opened by whom, and what is gone.',
  input: z.object({ teamId: id }),
  output: z.object({
    /** How many epochs there are, and how many the asker opens. */
    epochs: z.int(),
    mine: z.int(),
    /** Opened by one colleague alone, and by no recovery. */
    atRisk: z.int(),
    /** Not opened by anybody in the team any more, but by a recovery. */
    recoverable: z.int(),
    /** Opened by nobody and nothing: what was sealed to these alone is gone for good. */
    lost: z.object({ count: z.int(), from: moment, until: moment.nullable() }).nullable(),
  }),
  errors: ['identity.no_such_team'],
})
