import * as z from 'zod'
import {
  creationOptions,
  credentialId,
  memberSlot,
  name,
  publicKey,
  registrationResponse,
  roleList,
  signInName,
} from './identity-shapes.ts'
import { signed } from './identity-proof.ts'
import { epochRecovery, recoveryReaders } from './identity-recovery.ts'
import { bytes, done, id, moment, route } from './route.ts'

const nothing = z.object({})

export const createMemberKeys = route({
  id: 'identity.create_member_keys',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/keys',
  access: 'staff',
  summary:
    'Stores the key pairs made at first sign-in, once: public halves, sealed bundle, slots that open it.',
  input: z.object({
    publicKey,
    signPublicKey: publicKey,
    bundle: bytes(1024).min(200),
    slots: z.array(memberSlot).min(1).max(5),
  }),
  output: z.object({ slotIds: z.array(id) }),
  errors: ['identity.keys_exist', 'identity.bad_key', 'identity.no_such_passkey'],
})

export const addMemberSlot = route({
  id: 'identity.add_member_slot',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/keys/slot',
  access: 'staff',
  summary: 'One more way to open the same keys: a second passkey, a passphrase, a printed code.',
  input: memberSlot,
  output: z.object({ slotId: id }),
  errors: ['identity.no_member_keys', 'identity.no_such_passkey', 'identity.too_many_slots'],
  fresh: true,
})

export const addPasskeyOptions = route({
  id: 'identity.add_passkey_options',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/passkeys/options',
  access: 'staff',
  fresh: true,
  summary: 'Options for one more passkey of the member who is signed in.',
  input: nothing,
  output: z.object({ options: creationOptions }),
  errors: ['identity.sign_in_again'],
})

export const addPasskey = route({
  id: 'identity.add_passkey',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/passkeys',
  access: 'staff',
  fresh: true,
  summary: 'One more passkey to sign in with; follow with addMemberSlot so that it opens the keys too.',
  input: z.object({
    response: registrationResponse,
    /** What its owner calls it. */
    label: z.string().trim().max(60).optional(),
  }),
  output: z.object({ credentialId }),
  errors: ['identity.passkey_refused', 'identity.sign_in_again'],
})

export const listTeamMembers = route({
  id: 'identity.list_team_members',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/members',
  access: 'staff',
  summary: 'Active members of one’s own team, 200 to a page, by id.',
  input: z.object({ teamId: id, after: id.optional() }),
  output: z.object({
    members: z.array(
      z.object({
        memberId: id,
        name: z.string(),
        roles: roleList,
        publicKey: publicKey.nullable(),
        signPublicKey: publicKey.nullable(),
        /** Whether their roles read what is sealed to the team: an epoch has slots for exactly the readers with keys. */
        reads: z.boolean(),
        /** What an organisation key signed of exactly these keys, if it did and the time is not over. */
        certificate: signed.nullable(),
      }),
    ),
    next: id.nullable(),
  }),
  errors: ['identity.no_such_team'],
})

const epoch = z.object({ id, number: z.int(), publicKey })

export const currentEpochs = route({
  id: 'identity.current_epochs',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/epochs',
  access: 'staff',
  summary: 'The current epoch of each of one’s own teams, with one’s own slot.',
  input: nothing,
  output: z.object({
    epochs: z.array(
      z.object({
        teamId: id,
        epoch: epoch.extend({ slot: bytes(512).nullable() }).nullable(),
        /** The readers are not the team's keyed members of today (or there is no epoch): call createEpoch. */
        stale: z.boolean(),
        /** To whom the next epoch is sealed for recovery; null where nothing recovers the team. */
        recovery: recoveryReaders.nullable(),
      }),
    ),
  }),
  errors: [],
})

export const earlierEpochs = route({
  id: 'identity.earlier_epochs',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/epochs/earlier',
  access: 'staff',
  summary: 'All epochs of a team that have a slot for the asker, newest first, 200 to a page.',
  input: z.object({ teamId: id, before: z.coerce.number().int().min(1).max(1_000_000).optional() }),
  output: z.object({
    epochs: z.array(epoch.extend({ slot: bytes(512) })),
    next: z.int().nullable(),
  }),
  errors: ['identity.no_such_team'],
})

export const createEpoch = route({
  id: 'identity.create_epoch',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/epochs/create',
  access: 'staff',
  summary: 'The next epoch of one’s own team: slots for exactly its active readers who have keys.',
  input: z.object({
    teamId: id,
    id,
    number: z.int().min(1).max(1_000_000),
    publicKey,
    slots: z
      .array(z.object({ memberId: id, bytes: bytes(512).min(64) }))
      .min(1)
      .max(1000),
    /** What its maker signs of it, under a certificate of their own (sealing, `signEpochStatement`). */
    signed: signed.optional(),
    /** For the plan in force, and only where there is one. */
    recovery: epochRecovery.optional(),
  }),
  output: done,
  errors: [
    'identity.bad_statement',
    'identity.no_such_team',
    'identity.no_member_keys',
    'identity.bad_key',
    'identity.epoch_exists',
    'identity.epoch_readers',
    'identity.epoch_recovery',
  ],
})

export const listReceivingTeams = route({
  id: 'identity.list_receiving_teams',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/receiving-teams',
  access: { roles: ['responder', 'supervisor', 'coordinator', 'administrator'] },
  summary:
    'Teams of provider organisations, and whether a packet can be sealed to them; 200 to a page, by id.',
  input: z.object({ after: id.optional() }),
  output: z.object({
    teams: z.array(z.object({ teamId: id, name: z.string(), organisation: z.string(), hasKey: z.boolean() })),
    next: id.nullable(),
  }),
  errors: [],
})

export const teamKey = route({
  id: 'identity.team_key',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/team-key',
  access: { roles: ['responder', 'supervisor', 'coordinator'] },
  summary: 'The current public key of any team, to seal a referral to it.',
  input: z.object({ teamId: id }),
  output: z.object({
    teamId: id,
    name: z.string(),
    organisation: z.string(),
    epoch,
  }),
  errors: ['identity.no_team_key'],
})

export const inviteMember = route({
  id: 'identity.invite_member',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/invitations/create',
  access: { roles: ['supervisor', 'coordinator', 'administrator'] },
  fresh: true,
  summary: 'A link that works once. Whoever opens it first becomes the member: give it in person.',
  input: z.object({ teamId: id, roles: roleList, name, handle: signInName }),
  output: z.object({ link: z.url(), expiresAt: moment }),
  errors: [
    'identity.no_such_team',
    'identity.roles_not_yours',
    'identity.handle_taken',
    'identity.sign_in_again',
  ],
})

export const removeMember = route({
  id: 'identity.remove_member',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/members/remove',
  access: { roles: ['supervisor', 'coordinator', 'administrator'] },
  fresh: true,
  summary: 'Ends a membership at once: sessions and streams end; the team’s epoch becomes stale.',
  input: z.object({ teamId: id, memberId: id }),
  output: done,
  errors: [
    'identity.no_such_team',
    'identity.no_such_member',
    'identity.roles_not_yours',
    'identity.last_leader',
    'identity.sign_in_again',
  ],
})

export const changeRoles = route({
  id: 'identity.change_roles',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/members/roles',
  access: { roles: ['supervisor', 'coordinator', 'administrator'] },
  fresh: true,
  summary:
    'Gives a colleague other roles, from their next request on; their streams look again. Never one’s own.',
  input: z.object({ teamId: id, memberId: id, roles: roleList }),
  output: done,
  errors: [
    'identity.no_such_team',
    'identity.no_such_member',
    'identity.roles_not_yours',
    'identity.last_leader',
    'identity.sign_in_again',
  ],
})

export const allowPassphrases = route({
  id: 'identity.allow_passphrases',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/organisation/passphrases',
  access: { roles: ['administrator'] },
  fresh: true,
  summary:
    'Whether newcomers of an organisation whose machine has no passkey may use a generated passphrase. What was accepted stays.',
  input: z.object({ organisationId: id, allowed: z.boolean() }),
  output: done,
  errors: ['identity.no_such_organisation', 'identity.sign_in_again'],
})
