import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { Actor } from '../kernel/index.ts'
import { notify, type Database } from './index.ts'
import { testDatabase } from './testing.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const staff: Actor = {
  kind: 'staff',
  memberId: 'm'.repeat(22),
  sessionId: 's'.repeat(22),
  teams: [
    {
      teamId: 't'.repeat(22),
      organisationId: 'o'.repeat(22),
      organisationKind: 'hotline',
      roles: ['responder'],
    },
  ],
}

describe('a transaction in somebody’s name', () => {
  it('runs as the app role with the claims of that actor and of nobody before', async () => {
    const claims = (actor: Actor) =>
      database.as(actor, async (tx) => {
        const { rows } = await sql<{
          role: string
          kind: string
          member: string | null
          teams: string[] | null
        }>`
          select current_user as role, northline.actor_kind() as kind, northline.member_id() as member,
                 northline.team_ids() as teams`.execute(tx)
        return rows[0]
      })
    expect(await claims(staff)).toEqual({
      role: 'northline_app',
      kind: 'staff',
      member: 'm'.repeat(22),
      teams: ['t'.repeat(22)],
    })
    expect(await claims({ kind: 'public' })).toEqual({
      role: 'northline_app',
      kind: 'public',
      member: null,
      teams: null,
    })
  })

  it('refuses a claim that is not an id, since claims are not parameters', async () => {
    const forged: Actor = {
      kind: 'seeker',
      conversationId: "x', true), set_config('role', 'postgres",
      visitId: 'v',
    }
    await expect(database.as(forged, async () => 1)).rejects.toThrow(/claim/)
  })

  it('cannot create, alter or own anything as the app role', async () => {
    await expect(
      database.as({ kind: 'system' }, (tx) => sql`create table northline.mine (a int)`.execute(tx)),
    ).rejects.toThrow(/permission denied/)
  })

  it('keeps fifty transactions at once apart', async () => {
    const seen = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        database.as({ kind: 'seeker', conversationId: `c${index}`, visitId: 'v' }, async (tx) => {
          await sql`select pg_sleep(0.001)`.execute(tx)
          const { rows } = await sql<{ id: string }>`select northline.conversation_id() as id`.execute(tx)
          return rows[0]?.id
        }),
      ),
    )
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => `c${index}`))
  })
})

describe('a notification', () => {
  it('is heard after the transaction commits and never when it is rolled back', async () => {
    const heard: string[] = []
    const stop = await database.listen('test', (payload) => heard.push(payload))
    await database
      .as({ kind: 'system' }, async (tx) => {
        await notify(tx, 'test', { id: 'rolled-back' })
        throw new Error('undo')
      })
      .catch(() => undefined)
    await database.as({ kind: 'system' }, (tx) => notify(tx, 'test', { id: 'kept' }))
    await expect.poll(() => heard).toEqual(['{"id":"kept"}'])
    await stop()
  })
})
