import * as z from 'zod'
import { done, id, moment, route } from './route.ts'

/* What a service says of itself, at once: whether there is room now. And who may say it. */

const origin = 'workspace'
const namers = { roles: ['coordinator', 'administrator'] } as const
const keepers = { roles: ['provider', 'coordinator'] } as const

export const roomUnit = z.enum(['bed', 'room', 'place'])
export type RoomUnit = z.infer<typeof roomUnit>

/** More than this is not a number of free beds. */
export const mostFree = 999

/** What a service said is free. `believed`: lately enough to be gone by. `text` in the reader's locale. */
export const room = z.object({
  unit: roomUnit,
  free: z.int(),
  at: moment,
  believed: z.boolean(),
  text: z.string(),
})
export type Room = z.infer<typeof room>

export const ownService = z.object({
  serviceId: id,
  name: z.string(),
  organisation: z.string(),
  lang: z.string(),
  /** In which of the asker's teams they keep it. */
  teamId: id,
  open: z.string(),
  vetting: z.string(),
  /** The unit that is meant where nothing was said yet. */
  unit: roomUnit,
  room: room.optional(),
})
export type OwnService = z.infer<typeof ownService>

export const ownServices = route({
  id: 'directory.own_services',
  method: 'get',
  origin,
  path: '/api/directory/own',
  access: keepers,
  summary:
    'The services whose entries my teams keep, by name, with what is free as was last said; at most 200.',
  input: z.object({}),
  output: z.object({
    services: z.array(ownService),
    /** For how many hours it is believed. */
    believedHours: z.int(),
  }),
  errors: [],
})

export const sayRoom = route({
  id: 'directory.say_room',
  method: 'post',
  origin,
  path: '/api/directory/own/room',
  access: keepers,
  summary: 'Says how much is free now; searches know at once. By the team that keeps the entry.',
  input: z.object({ serviceId: id, unit: roomUnit, free: z.int().min(0).max(mostFree) }),
  output: done,
  errors: ['directory.not_found'],
})

export const keeperOf = route({
  id: 'directory.keepers',
  method: 'post',
  origin,
  path: '/api/directory/keepers/list',
  access: namers,
  summary: 'Which team keeps the entries of these services’ organisations; those of nobody are left out.',
  input: z.object({ serviceIds: z.array(id).min(1).max(100) }),
  output: z.object({ keepers: z.array(z.object({ serviceId: id, teamId: id })) }),
  errors: ['directory.not_allowed'],
})

export const setKeeper = route({
  id: 'directory.set_keeper',
  method: 'post',
  origin,
  path: '/api/directory/keepers/set',
  access: namers,
  summary:
    'Says which provider’s team keeps the entries of a service’s organisation and may read its confidential places, or (without `teamId`) that none does. Recorded.',
  input: z.object({ serviceId: id, teamId: id.optional() }),
  output: done,
  errors: ['directory.not_allowed', 'directory.not_found', 'directory.keeper_not_provider'],
})
