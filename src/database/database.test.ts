import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { sql } from 'kysely'
import pg from 'pg'
import type { Actor } from '../kernel/index.ts'
import { notify, type Database } from './index.ts'
import { claimValues } from './claims.ts'
import { gathering } from './pglite.ts'
import { withFewerTrips } from './statements.ts'
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

  it('is one transaction from the first statement on, and none when there is none', async () => {
    const { rows: before } = await sql<{ n: string }>`select count(*) as n from northline.facts`.execute(
      database.unguarded,
    )
    const failed = database.as({ kind: 'system' }, async (tx) => {
      await sql`insert into northline.facts values ('one', '1')`.execute(tx)
      await sql`insert into northline.facts values (${'two'}, ${'2'})`.execute(tx)
      throw new Error('undo')
    })
    await expect(failed).rejects.toThrow('undo')
    const raw = database.unguarded.transaction().execute(async (tx) => {
      await sql`insert into northline.facts values (${'three'}, ${'3'})`.execute(tx)
      throw new Error('undo')
    })
    await expect(raw).rejects.toThrow('undo')
    expect(await database.unguarded.transaction().execute(async () => 'nothing asked')).toBe('nothing asked')
    const { rows: after } = await sql<{ n: string; role: string }>`
      select count(*) as n, current_user as role from northline.facts`.execute(database.unguarded)
    expect(after[0]?.n).toBe(before[0]?.n)
    expect(after[0]?.role).not.toBe('northline_app')
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

describe('one statement in somebody’s name', () => {
  const who = (actor: Actor, capabilities: string[] = []) =>
    database.once<Record<string, unknown>>(
      actor,
      sql`select current_user as role, northline.actor_kind() as kind, northline.member_id() as member,
        northline.team_ids() as teams, northline.capabilities() as capabilities, ${1}::int as n`,
      { capabilities },
    )

  it('runs with the same claims as a transaction does, and leaves none behind', async () => {
    for (let time = 0; time < 5; time++) {
      expect(await who(staff, ['a:b'])).toEqual([
        {
          role: 'northline_app',
          kind: 'staff',
          member: 'm'.repeat(22),
          teams: ['t'.repeat(22)],
          capabilities: ['a:b'],
          n: 1,
        },
      ])
      const [after] = (
        await sql<{ role: string; kind: string }>`
        select current_user as role, northline.actor_kind() as kind`.execute(database.unguarded)
      ).rows
      expect(after).toMatchObject({ kind: '' })
      expect(after?.role).not.toBe('northline_app')
    }
    await expect(who({ ...staff, memberId: "x'y" })).rejects.toThrow(/claim/)
  })

  it('is kept once it has answered, and leaves nothing when it fails', async () => {
    const count = async () =>
      (await sql<{ n: number }>`select count(*)::int as n from northline.facts`.execute(database.unguarded))
        .rows[0]?.n
    const before = (await count()) ?? 0
    const put = (key: string, times: number) =>
      database.once(
        { kind: 'system' },
        sql`insert into northline.facts select ${key}, '1' from generate_series(1, ${times}::int)`,
      )
    await put('once', 1)
    expect(await count()).toBe(before + 1)
    await expect(put('twice', 2)).rejects.toThrow(/duplicate/)
    await expect(put('once', 1)).rejects.toThrow(/duplicate/)
    expect(await count()).toBe(before + 1)
    await expect(
      database.once({ kind: 'system' }, sql`create table northline.mine as select ${1}::int as a`),
    ).rejects.toThrow(/permission denied/)
  })

  it('is not run at all when its claims are refused', async () => {
    const [here] = (
      await sql<{ name: string }>`select current_database() as name`.execute(database.unguarded)
    ).rows
    const url = new URL(process.env['TEST_DATABASE_URL'] ?? 'postgres://embedded')
    url.pathname = `/${here?.name}`
    const pool = new pg.Pool(
      database.pglite
        ? { ...createPgConfig(gathering(database.pglite)), max: 1 }
        : { connectionString: url.href, max: 1 },
    )
    // The embedded engine has one session, in which the other client has prepared it; here it is prepared again.
    await database.pglite?.exec('deallocate northline_claims')
    const trips = withFewerTrips(pool)
    const put = (role: string, name: string) =>
      trips.askOnce(
        [role, ...claimValues({ kind: 'system' }, []).slice(1)],
        'insert into northline.facts values ($1, $2) returning name',
        [name, '1'],
      )
    expect(await put('northline_app', 'claimed')).toEqual([{ name: 'claimed' }])
    await expect(put('nobody_here', 'claimless')).rejects.toThrow(/nobody_here/)
    expect(await put('northline_app', 'claimed again')).toEqual([{ name: 'claimed again' }])
    const { rows } = await sql`select from northline.facts where name = 'claimless'`.execute(
      database.unguarded,
    )
    expect(rows).toEqual([])
    await pool.end()
  })

  it('keeps fifty at once apart', async () => {
    const seen = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const [row] = await database.once<{ id: string }>(
          { kind: 'seeker', conversationId: `c${index}`, visitId: 'v' },
          sql`select northline.conversation_id() as id, ${index}::int`,
        )
        return row?.id
      }),
    )
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => `c${index}`))
  })
})

describe('a statement that is asked again and again', () => {
  const mine = (conversationId: string) =>
    database.as({ kind: 'seeker', conversationId, visitId: 'v' }, async (tx) => {
      const { rows } = await sql<{ id: string; role: string; n: number }>`
        select northline.conversation_id() as id, current_user as role, ${1}::int as n`.execute(tx)
      return rows[0]
    })

  it('is planned once, and still sees the claims of each asker alone', async () => {
    for (let index = 0; index < 20; index++) {
      expect(await mine(`c${index}`)).toEqual({ id: `c${index}`, role: 'northline_app', n: 1 })
    }
    const { rows } = await sql<{ generic: string }>`
      select generic_plans::text as generic from pg_prepared_statements
      where statement like '%northline.conversation_id() as id, current_user%'`.execute(database.unguarded)
    expect(rows.length).toBeGreaterThan(0)
  })

  it('goes on after it failed', async () => {
    const divide = (by: number) =>
      database.as(staff, async (tx) => {
        const { rows } = await sql<{ n: number }>`select 12 / ${by}::int as n`.execute(tx)
        return rows[0]?.n
      })
    for (const by of [1, 2, 3, 4]) expect(await divide(by)).toBe(12 / by)
    await expect(divide(0)).rejects.toThrow(/division by zero/)
    expect(await divide(6)).toBe(2)
  })

  it('is planned anew when a policy that it depends on changes', async () => {
    const raw = (text: string) => sql.raw(text).execute(database.unguarded)
    await raw(`create table northline.planned (id text); insert into northline.planned values ('a'), ('b');
      alter table northline.planned enable row level security; alter table northline.planned force row level security;
      grant select on northline.planned to northline_app;
      create policy own on northline.planned to northline_app using (id = northline.conversation_id())`)
    const seen = (id: string) =>
      database.as({ kind: 'seeker', conversationId: id, visitId: 'v' }, async (tx) => {
        const { rows } = await sql<{
          id: string
        }>`select id from northline.planned where id <> ${'z'}`.execute(tx)
        return rows.map((row) => row.id)
      })
    for (let index = 0; index < 8; index++)
      expect(await seen(index % 2 ? 'a' : 'b')).toEqual([index % 2 ? 'a' : 'b'])
    await raw(`drop policy own on northline.planned`)
    expect(await seen('a')).toEqual([])
    await raw(`alter table northline.planned alter column id type varchar(5)`)
    await seen('a').catch(() => undefined)
    expect(await seen('a')).toEqual([])
    await raw(`drop table northline.planned`)
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
