import * as z from 'zod'
import { referralEvent } from './referrals.ts'
import { stream } from './stream.ts'

/** Staff of any team: server-sent events about asks, referrals and mailboxes (GET, session cookie). */
export const referralStreamPath = '/api/referrals/stream'

/** Events of that stream: `event:` is the key, `data:` the JSON. */
export const referralStreamEvents = {
  /** Something changed; ids only, fetch it with your own rights. */
  change: referralEvent,
  /** One's own teams or roles changed: ask for the session again. */
  session: z.object({}),
  /** Some changes may have been missed, or the stream ends: fetch everything again, then come back. */
  again: z.object({}),
} as const

/** Answered as `referralStreamEvents`. */
export const referralStream = stream({
  id: 'referrals.stream',
  method: 'get',
  origin: 'workspace',
  path: referralStreamPath,
  access: 'staff',
  summary: 'Which asks, referrals and mailboxes changed, by id only.',
  input: z.object({}),
})
