import * as z from 'zod'
import { publicKey } from './identity-shapes.ts'
import { bytes, done, id, moment, route } from './route.ts'

/* Recovery of a team's epochs by two of three named people, or by a code in a safe. */

/** Why a recovery is made: a word, never a sentence. */
export const recoveryReasons = ['keys_lost', 'everyone_left', 'practice', 'other'] as const

const holder = z.object({
  memberId: id,
  name: z.string(),
  agreed: z.boolean(),
  /** Agreed, still here, and still holds the key they agreed with. */
  able: z.boolean(),
})

const plan = z.object({
  planId: id,
  kind: z.enum(['people', 'code']),
  /** In force since then; null while not all have agreed. */
  since: moment.nullable(),
  holders: z.array(holder),
  /** Of a code. */
  publicKey: publicKey.nullable(),
  /** When the code was used: a new one should be made. */
  usedAt: moment.nullable(),
})

const recovery = z.object({
  recoveryId: id,
  teamId: id,
  team: z.string(),
  startedBy: z.string(),
  confirmedBy: z.string().nullable(),
  reason: z.enum(recoveryReasons),
  startedAt: moment,
  endsAt: moment,
  state: z.enum(['started', 'confirmed', 'finished', 'stopped', 'over']),
  /** What the asker can do now. */
  may: z.object({ confirm: z.boolean(), go_on: z.boolean(), stop: z.boolean() }),
})

export const recoveryOf = route({
  id: 'identity.recovery_of',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/recovery',
  access: 'staff',
  summary:
    'How each team of the asker, and each for which the asker holds a part, can be recovered; and what was recovered lately.',
  input: z.object({}),
  output: z.object({
    teams: z.array(
      z.object({
        teamId: id,
        name: z.string(),
        /** In force. */
        current: plan.nullable(),
        /** Waits until all have agreed. */
        pending: plan.nullable(),
        /** Epochs, and how many of them the plan in force recovers. */
        epochs: z.int(),
        covered: z.int(),
        /** What the asker is to this team. */
        member: z.boolean(),
        leads: z.boolean(),
        holds: z.boolean(),
      }),
    ),
    recoveries: z.array(recovery),
  }),
  errors: [],
})

export const nameHolders = route({
  id: 'identity.name_holders',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recovery/holders',
  access: { roles: ['supervisor', 'coordinator', 'administrator'] },
  fresh: true,
  summary:
    'Names three people of the organisation, any two of whom can recover the team’s keys once all three agreed.',
  input: z.object({ teamId: id, memberIds: z.array(id).length(3) }),
  output: z.object({ planId: id }),
  errors: [
    'identity.no_such_team',
    'identity.roles_not_yours',
    'identity.bad_holders',
    'identity.sign_in_again',
  ],
})

export const possibleHolders = route({
  id: 'identity.possible_holders',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/recovery/people',
  access: { roles: ['supervisor', 'coordinator', 'administrator'] },
  summary: 'Colleagues of the team’s organisation who have keys, 200 to a page, by id.',
  input: z.object({ teamId: id, after: id.optional() }),
  output: z.object({
    people: z.array(z.object({ memberId: id, name: z.string() })),
    next: id.nullable(),
  }),
  errors: ['identity.no_such_team', 'identity.roles_not_yours'],
})

export const answerHolding = route({
  id: 'identity.answer_holding',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recovery/answer',
  access: 'staff',
  fresh: true,
  summary: 'Agrees to hold a part, or declines: then nobody holds it and three are named anew.',
  input: z.object({ planId: id, agree: z.boolean() }),
  output: done,
  errors: ['identity.no_such_plan', 'identity.no_member_keys', 'identity.sign_in_again'],
})

export const setTeamCode = route({
  id: 'identity.set_team_code',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recovery/code',
  access: { roles: ['supervisor', 'coordinator', 'administrator'] },
  fresh: true,
  summary: 'A printed code in place of three people; the code itself never leaves the browser that made it.',
  input: z.object({ teamId: id, publicKey }),
  output: z.object({ planId: id }),
  errors: ['identity.no_such_team', 'identity.roles_not_yours', 'identity.bad_key', 'identity.sign_in_again'],
})

const slots = z
  .array(z.object({ firstId: id.nullable(), secondId: id.nullable(), bytes: bytes(512).min(64) }))
  .min(1)
  .max(6)

/** What a new epoch brings for the plan in force; see `recoveryReaders`. */
export const epochRecovery = z.object({ planId: id, slots })

/** To whom an epoch is sealed for recovery: the pairs of `holders`, or the code's key. */
export const recoveryReaders = z.object({
  planId: id,
  holders: z.array(z.object({ memberId: id, publicKey })),
  codePublicKey: publicKey.nullable(),
})

export const uncoveredEpochs = route({
  id: 'identity.uncovered_epochs',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/recovery/uncovered',
  access: 'staff',
  summary:
    'Epochs that the asker opens and that the plan in force does not recover yet; newest first, 40 to a page.',
  input: z.object({ teamId: id, before: z.coerce.number().int().min(1).max(1_000_000).optional() }),
  output: z.object({
    readers: recoveryReaders.nullable(),
    epochs: z.array(z.object({ id, number: z.int(), publicKey, slot: bytes(512), since: moment })),
    next: z.int().nullable(),
  }),
  errors: ['identity.no_such_team'],
})

export const coverEpochs = route({
  id: 'identity.cover_epochs',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recovery/cover',
  access: 'staff',
  fresh: true,
  summary:
    'Seals earlier epochs to the plan in force: a deliberate act. What an earlier plan held of them is deleted.',
  input: z.object({
    teamId: id,
    planId: id,
    epochs: z
      .array(z.object({ epochId: id, slots }))
      .min(1)
      .max(40),
  }),
  output: done,
  errors: [
    'identity.no_such_team',
    'identity.epoch_recovery',
    'identity.epoch_not_yours',
    'identity.sign_in_again',
  ],
})

const reason = z.enum(recoveryReasons)

export const startRecovery = route({
  id: 'identity.start_recovery',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recoveries/start',
  access: 'staff',
  fresh: true,
  summary:
    'The first of two starts a recovery of a team’s epochs; it ends by itself after a day. The team is told.',
  input: z.object({ teamId: id, reason }),
  output: z.object({ recoveryId: id }),
  errors: [
    'identity.no_such_team',
    'identity.not_a_holder',
    'identity.recovery_running',
    'identity.sign_in_again',
  ],
})

export const startCodeRecovery = route({
  id: 'identity.start_code_recovery',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recoveries/code',
  access: 'staff',
  fresh: true,
  summary: 'A member has typed the team’s printed code. It is marked as used, and the team is told.',
  input: z.object({ teamId: id, publicKey, reason }),
  output: z.object({ recoveryId: id }),
  errors: [
    'identity.no_such_team',
    'identity.no_such_plan',
    'identity.recovery_running',
    'identity.sign_in_again',
  ],
})

const epoch = z.object({ id, number: z.int(), publicKey })

export const recoverySlots = route({
  id: 'identity.recovery_slots',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/recoveries/slots',
  access: 'staff',
  summary:
    'Slots whose outer seal the asker, who started, can take off; by a code, those of the code. By number, 100 to a page.',
  input: z.object({ recoveryId: id, after: z.coerce.number().int().min(0).max(1_000_000).optional() }),
  output: z.object({
    slots: z.array(z.object({ epoch, secondId: id.nullable(), bytes: bytes(512) })),
    next: z.int().nullable(),
  }),
  errors: ['identity.no_such_recovery'],
})

export const handOverShares = route({
  id: 'identity.hand_over_shares',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recoveries/shares/hand-over',
  access: 'staff',
  summary: 'What came out of the outer seals, each still sealed to one of the other holders.',
  input: z.object({
    recoveryId: id,
    shares: z
      .array(z.object({ epochId: id, secondId: id, bytes: bytes(512).min(64) }))
      .min(1)
      .max(200),
  }),
  output: done,
  errors: ['identity.no_such_recovery'],
})

export const confirmRecovery = route({
  id: 'identity.confirm_recovery',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recoveries/confirm',
  access: 'staff',
  fresh: true,
  summary: 'The second of two confirms, and may from now on open the shares that are sealed to them.',
  input: z.object({ recoveryId: id }),
  output: done,
  errors: ['identity.no_such_recovery', 'identity.not_a_holder', 'identity.sign_in_again'],
})

export const recoveryShares = route({
  id: 'identity.recovery_shares',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/recoveries/shares',
  access: 'staff',
  summary: 'The shares for the asker, who confirmed. By number, 100 to a page.',
  input: z.object({ recoveryId: id, after: z.coerce.number().int().min(0).max(1_000_000).optional() }),
  output: z.object({
    shares: z.array(z.object({ epoch, firstId: id, bytes: bytes(512) })),
    next: z.int().nullable(),
  }),
  errors: ['identity.no_such_recovery'],
})

export const recoveryTeam = route({
  id: 'identity.recovery_team',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/recoveries/team',
  access: 'staff',
  summary:
    'Who reads in the team that is being recovered, for whoever finishes it: the epochs are sealed to them.',
  input: z.object({ recoveryId: id }),
  output: z.object({ teamId: id, readers: z.array(z.object({ memberId: id, name: z.string(), publicKey })) }),
  errors: ['identity.no_such_recovery'],
})

export const restoreEpochs = route({
  id: 'identity.restore_epochs',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recoveries/restore',
  access: 'staff',
  summary: 'Recovered epochs, sealed to the team’s members of today. Who opens one already keeps their slot.',
  input: z.object({
    recoveryId: id,
    slots: z
      .array(z.object({ epochId: id, memberId: id, bytes: bytes(512).min(64) }))
      .min(1)
      .max(200),
  }),
  output: done,
  errors: ['identity.no_such_recovery', 'identity.epoch_readers'],
})

export const finishRecovery = route({
  id: 'identity.finish_recovery',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recoveries/finish',
  access: 'staff',
  summary: 'Everything was sealed to the team: the shares are deleted.',
  input: z.object({ recoveryId: id }),
  output: done,
  errors: ['identity.no_such_recovery'],
})

export const stopRecovery = route({
  id: 'identity.stop_recovery',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/recoveries/stop',
  access: 'staff',
  summary: 'Stops a recovery that is under way: by one of its two, another holder, or a leader of the team.',
  input: z.object({ recoveryId: id }),
  output: done,
  errors: ['identity.no_such_recovery'],
})
