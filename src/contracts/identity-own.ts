import * as z from 'zod'
import { credentialId } from './identity-shapes.ts'
import { done, id, moment, route } from './route.ts'

/* What a member has of their own: sessions, and the ways in. */

const nothing = z.object({})

export const listSessions = route({
  id: 'identity.list_sessions',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/sessions',
  access: 'staff',
  summary: 'Where one is signed in now, the newest first; this one is marked. At most 50.',
  input: nothing,
  output: z.object({
    sessions: z.array(
      z.object({
        sessionId: id,
        how: z.enum(['passkey', 'passphrase', 'organisation']),
        /** What the owner calls the passkey that began it, or opened it last. */
        passkey: z.string().nullable(),
        startedAt: moment,
        seenAt: moment,
        endsAt: moment,
        thisOne: z.boolean(),
      }),
    ),
  }),
  errors: [],
})

export const endSession = route({
  id: 'identity.end_session',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/sessions/end',
  access: 'staff',
  summary: 'Ends one of one’s own sessions at once, with its streams.',
  input: z.object({ sessionId: id }),
  output: done,
  errors: ['identity.no_such_session'],
})

export const endOtherSessions = route({
  id: 'identity.end_other_sessions',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/sessions/end-others',
  access: 'staff',
  summary: 'Ends every session of one’s own but this one, with its streams.',
  input: nothing,
  output: z.object({ ended: z.int() }),
  errors: [],
})

export const listWaysIn = route({
  id: 'identity.list_ways_in',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/ways-in',
  access: 'staff',
  summary:
    'One’s own passkeys, whether there is a passphrase, and the linked accounts of one’s organisations.',
  input: nothing,
  output: z.object({
    passkeys: z.array(
      z.object({
        credentialId,
        label: z.string(),
        /** Kept by a password manager or a cloud account, so that it is on other devices as well. */
        synced: z.boolean(),
        opensKeys: z.boolean(),
        createdAt: moment,
        usedAt: moment.nullable(),
      }),
    ),
    passphrase: z.boolean(),
    organisations: z.array(
      z.object({
        organisationId: id,
        name: z.string(),
        linkedAt: moment.nullable(),
        usedAt: moment.nullable(),
      }),
    ),
  }),
  errors: [],
})

export const removePasskey = route({
  id: 'identity.remove_passkey',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/passkeys/remove',
  access: 'staff',
  fresh: true,
  summary:
    'Removes one of one’s own passkeys, with its key slot and the other sessions that it began. Never the last way in.',
  input: z.object({ credentialId }),
  output: done,
  errors: ['identity.no_such_passkey', 'identity.last_way_in', 'identity.sign_in_again'],
})
