import { CompiledQuery, sql } from 'kysely'
import {
  base64UrlToBytes,
  randomId,
  type Bytes,
  type OuterKeys,
  type Role,
  type StaffActor,
} from '../../kernel/index.ts'
import type { Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import { createEpoch, type EpochKey } from '../../sealing/index.ts'
import { createAudit } from '../audit/index.ts'
import { conversationSettings, type ConversationSettings } from './conversations.config.ts'
import type { ConversationDeps, LinePort } from './conversations.deps.ts'
import { createRoom, type Room } from './conversations.room.ts'

/** For this room's tests: a room on a database of its own, teams with real epochs, and two sides that really seal. */
export type World = {
  database: Database
  deps: ConversationDeps
  room: Room
  teamId: string
  /** The team's epochs, newest last; the test holds their private halves. */
  epochs: EpochKey[]
  changeEpoch(): Promise<EpochKey>
  member(roles?: Role[], teamId?: string): StaffActor
  /** As the database's owner, past every policy: for moving time and for looking. */
  raw<Row>(text: string, ...parameters: unknown[]): Promise<Row[]>
  /** Another process on the same database. */
  another(): Room
  close(): Promise<void>
}

export const fast = { iterations: 1_000 }

export function bytes(text: string): Bytes {
  return base64UrlToBytes(text) ?? new Uint8Array()
}

const random = (): Bytes => crypto.getRandomValues(new Uint8Array(32))

export function testOuterKeys(): OuterKeys {
  const months = new Map<string, Bytes>()
  const forMonth = (month: string) => {
    const key = months.get(month) ?? random()
    months.set(month, key)
    return key
  }
  return { forMonth, lookup: random(), staff: random(), audit: random() }
}

const settings = Object.fromEntries(
  Object.entries(conversationSettings).map(([key, { fallback }]) => [key, fallback]),
) as ConversationSettings

/** Tests open more conversations in a minute than a country does; those of crowds say what they want. */
const wideOpen = {
  opensPerMinute: 100_000,
  returnsPerMinute: 100_000,
  calmOpensPerMinute: 1_000_000,
  calmReturnsPerMinute: 1_000_000,
}

export async function openWorld(own: Partial<ConversationSettings> = {}): Promise<World> {
  const database = await testDatabase()
  const teamId = randomId()
  const epochs: EpochKey[] = []
  const outerKeys = testOuterKeys()
  const changeEpoch = async () => {
    const { key } = await createEpoch({ teamId, number: epochs.length + 1, members: [] })
    epochs.push(key)
    return key
  }
  await changeEpoch()
  const current = () => {
    const epoch = epochs.at(-1)
    return epoch && { teamId, epochId: epoch.id, epochPublicKey: epoch.publicKey }
  }
  const hired: StaffActor[] = []
  const line: LinePort = {
    currentLine: async () => current(),
    takes: async (_, team) => team === teamId,
    currentEpoch: async (_, team) => (team === teamId ? current() : undefined),
    isCurrentEpoch: (team, epoch) => sql`(${team} = ${teamId} and ${epoch} = ${current()?.epochId ?? ''})`,
    members: async (_, team) =>
      hired.flatMap(({ memberId, teams }) =>
        teams.flatMap(({ teamId: at, roles }) => (at === team ? [{ memberId, name: memberId, roles }] : [])),
      ),
    teams: async () => [{ teamId, name: 'The line' }],
  }
  const deps: ConversationDeps = {
    database,
    outerKeys,
    line,
    audit: createAudit(outerKeys),
    settings: { ...settings, ...wideOpen, ...own },
  }
  const rooms: Room[] = []
  const another = () => {
    const room = createRoom(deps)
    rooms.push(room)
    return room
  }
  return {
    database,
    deps,
    room: another(),
    teamId,
    epochs,
    changeEpoch,
    another,
    member(roles = ['responder'], team = teamId) {
      const teams = [
        { teamId: team, organisationId: randomId(), organisationKind: 'hotline' as const, roles },
      ]
      const actor: StaffActor = { kind: 'staff', memberId: randomId(), sessionId: randomId(), teams }
      hired.push(actor)
      return actor
    },
    async raw<Row>(text: string, ...parameters: unknown[]) {
      const result = await database.unguarded.executeQuery(CompiledQuery.raw(text, parameters))
      return result.rows as Row[]
    },
    async close() {
      await Promise.all(rooms.map((room) => room.hub.stop()))
      await database.close()
    },
  }
}
