import * as z from 'zod'
import { done, id, route } from './route.ts'

/* Who receives asks and packets for a service: named by coordinators and administrators of the line. */

const namers = { roles: ['coordinator', 'administrator'] } as const

export const namedReceiver = z.object({
  serviceId: id,
  /** Absent where the register no longer has the service. */
  service: z.object({ name: z.string(), organisation: z.string() }).optional(),
  teamId: id,
  team: z.string(),
  organisation: z.string(),
  /** Whether anything can be sealed to the team yet; until then the service is phoned. */
  hasKey: z.boolean(),
})
export type NamedReceiver = z.infer<typeof namedReceiver>

export const listReceivers = route({
  id: 'referrals.list_receivers',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/receivers/list',
  access: namers,
  summary:
    'The services that have a receiving team, with it: of those asked for, or all of them, 100 to a page.',
  input: z.object({
    serviceIds: z.array(id).min(1).max(50).optional(),
    /** The last service of the page before. */
    after: id.optional(),
  }),
  output: z.object({ receivers: z.array(namedReceiver), next: id.nullable() }),
  errors: ['referrals.not_allowed'],
})

/** Says which team receives for a service, or (without `teamId`) that none does. */
export const setReceiver = route({
  id: 'referrals.set_receiver',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/receivers/set',
  access: namers,
  summary: 'Names the team that receives asks and packets for a service.',
  input: z.object({ serviceId: id, teamId: id.optional() }),
  output: done,
  errors: ['referrals.not_allowed', 'referrals.not_found', 'referrals.phone_only'],
})
