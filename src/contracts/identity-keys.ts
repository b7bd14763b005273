import * as z from 'zod'
import {
  creationOptions,
  credentialId,
  memberSlot,
  publicKey,
  registrationResponse,
  signedIn,
  slotKinds,
} from './identity-shapes.ts'
import { bytes, done, id, moment, route } from './route.ts'

/* The life of a member's keys: the ways that open them, and new ones when all are lost. */

const nothing = z.object({})
const token = id
const passphrase = { salt: bytes(16).length(22), signInKey: bytes(32).length(43) }

export const listMyKeys = route({
  id: 'identity.list_my_keys',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/keys/mine',
  access: 'staff',
  summary: 'The ways that open one’s own keys.',
  input: nothing,
  output: z.object({
    slots: z.array(
      z.object({
        id,
        kind: z.enum(slotKinds),
        credentialId: credentialId.nullable(),
        createdAt: moment,
        /** When a printed code was last used; one that was used should be replaced. */
        usedAt: moment.nullable(),
      }),
    ),
    /** Whether the operator and an administrator of each of one’s organisations allow a passphrase. */
    passphrases: z.boolean(),
    /** A leader has allowed new keys, until then. */
    renewalUntil: moment.nullable(),
  }),
  errors: [],
})

export const useMemberSlot = route({
  id: 'identity.use_member_slot',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/keys/slot/used',
  access: 'staff',
  summary: 'Tells that a printed code has just opened the keys: it is marked, and a new one is urged.',
  input: z.object({ slotId: id }),
  output: done,
  errors: ['identity.no_such_slot'],
})

export const removeMemberSlot = route({
  id: 'identity.remove_member_slot',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/keys/slot/remove',
  access: 'staff',
  fresh: true,
  summary:
    'One way less to open one’s own keys. Its passkey or passphrase no longer signs in either, and what it signed in ends. Never the last one.',
  input: z.object({ slotId: id }),
  output: done,
  errors: ['identity.no_such_slot', 'identity.last_slot', 'identity.slot_in_use', 'identity.sign_in_again'],
})

export const changePassphrase = route({
  id: 'identity.change_passphrase',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/passphrase',
  access: 'staff',
  fresh: true,
  summary:
    'A newly generated passphrase in place of the old one, if there was one: to sign in and to open the keys.',
  input: z.object({ ...passphrase, slot: bytes(512).min(64) }),
  output: z.object({ slotId: id }),
  errors: [
    'identity.passphrase_not_allowed',
    'identity.no_member_keys',
    'identity.too_many_slots',
    'identity.sign_in_again',
  ],
})

export const allowReturn = route({
  id: 'identity.allow_return',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/returns/create',
  access: { roles: ['supervisor', 'coordinator', 'administrator'] },
  fresh: true,
  summary:
    'Lets a colleague who lost what opens their keys back in: a link that works once, and leave to make new keys. Whoever opens it first becomes the member: give it in person.',
  input: z.object({ teamId: id, memberId: id }),
  output: z.object({ link: z.url(), expiresAt: moment }),
  errors: [
    'identity.no_such_team',
    'identity.no_such_member',
    'identity.roles_not_yours',
    'identity.sign_in_again',
  ],
})

export const readReturn = route({
  id: 'identity.read_return',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/returns',
  access: 'public',
  summary: 'Whom a link back in is for; it stays unused.',
  input: z.object({ token }),
  output: z.object({ name: z.string(), handle: z.string(), expiresAt: moment, passphrases: z.boolean() }),
  errors: ['identity.invitation_spent', 'identity.too_many_tries'],
})

export const returnOptions = route({
  id: 'identity.return_options',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/returns/passkey-options',
  access: 'public',
  summary: 'Options for navigator.credentials.create; the browser adds extensions.prf.',
  input: z.object({ token }),
  output: z.object({ options: creationOptions }),
  errors: ['identity.invitation_spent', 'identity.too_many_tries'],
})

export const returnByPasskey = route({
  id: 'identity.return_passkey',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/returns/passkey',
  access: 'public',
  summary: 'Signs in by a link and a new passkey. The link is then spent; the keys are as they were.',
  input: z.object({ token, response: registrationResponse }),
  output: signedIn,
  errors: ['identity.invitation_spent', 'identity.passkey_refused', 'identity.too_many_tries'],
})

export const returnByPassphrase = route({
  id: 'identity.return_passphrase',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/returns/passphrase',
  access: 'public',
  summary:
    'Signs in by a link and a newly generated passphrase. The link is then spent; the keys are as they were.',
  input: z.object({ token, ...passphrase }),
  output: signedIn,
  errors: ['identity.invitation_spent', 'identity.passphrase_not_allowed', 'identity.too_many_tries'],
})

export const replaceMemberKeys = route({
  id: 'identity.replace_member_keys',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/keys/replace',
  access: 'staff',
  fresh: true,
  summary:
    'New keys in place of lost ones, where a leader allowed it. The old public keys stay as history; every other way in ends; a new epoch follows.',
  input: z.object({
    publicKey,
    signPublicKey: publicKey,
    bundle: bytes(1024).min(200),
    slots: z.array(memberSlot).min(1).max(5),
  }),
  output: z.object({ slotIds: z.array(id) }),
  errors: [
    'identity.no_member_keys',
    'identity.renewal_not_allowed',
    'identity.bad_key',
    'identity.no_such_passkey',
    'identity.sign_in_again',
  ],
})
