import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId, type Actor } from '../../kernel/index.ts'
import type { Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import { keysOf } from './audit.testing.ts'
import { createAudit, type AuditEntry } from './index.ts'

type Row = {
  who: string
  action: string
  subject_kind: string | null
  subject: string | null
  purpose: string | null
}

const audit = createAudit(keysOf(7))
const member: Actor = { kind: 'staff', memberId: randomId(), sessionId: randomId(), teams: [] }
let database: Database

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const record = (actor: Actor, entry: AuditEntry) => database.as(actor, (tx) => audit.record(tx, entry))

/** As the superuser that a thief would be. */
async function stolen(): Promise<Row[]> {
  const columns = sql`who, action, subject_kind, subject, purpose`
  const { rows } = await sql<Row>`select ${columns} from audit.entries order by id`.execute(
    database.unguarded,
  )
  return rows
}

describe('an audit entry', () => {
  it('names the member who acted, from the claims and not from the caller', async () => {
    const subject = { kind: 'member', id: randomId() } as const
    await record(member, { action: 'identity.remove_member', subject, purpose: 'left' })
    expect((await stolen()).at(-1)).toEqual({
      who: member.memberId,
      action: 'identity.remove_member',
      subject_kind: 'member',
      subject: subject.id,
      purpose: 'left',
    })
  })

  it('says only seeker, public or system for everyone else', async () => {
    const seeker: Actor = { kind: 'seeker', conversationId: randomId(), visitId: randomId() }
    for (const actor of [seeker, { kind: 'public' } as const, { kind: 'system' } as const]) {
      await record(actor, { action: 'conversations.open' })
      expect((await stolen()).at(-1)?.who).toBe(actor.kind)
    }
    expect(JSON.stringify(await stolen())).not.toContain(seeker.visitId)
  })

  it('names no conversation to whoever steals the table, yet the same one alike', async () => {
    const conversation = { kind: 'conversation', id: randomId() } as const
    await record(member, { action: 'conversations.claim', subject: conversation })
    await record(member, { action: 'conversations.release', subject: conversation })
    await record(member, { action: 'referrals.open', subject: { kind: 'referral', id: conversation.id } })
    const [claim, release, referral] = (await stolen()).slice(-3)
    expect(JSON.stringify(await stolen())).not.toContain(conversation.id)
    expect(claim?.subject).toBe(release?.subject)
    expect(referral?.subject).not.toBe(claim?.subject)
    const elsewhere = createAudit(keysOf(8))
    await database.as(member, (tx) =>
      elsewhere.record(tx, { action: 'conversations.claim', subject: conversation }),
    )
    expect((await stolen()).at(-1)?.subject).not.toBe(claim?.subject)
  })

  it('is kept only if what it tells of is', async () => {
    const before = (await stolen()).length
    const failing = database.as(member, async (tx) => {
      await audit.record(tx, { action: 'conversations.claim' })
      throw new Error('the claim failed')
    })
    await expect(failing).rejects.toThrow('the claim failed')
    expect(await stolen()).toHaveLength(before)
  })

  it('takes no sentence, so no content can slip in', async () => {
    const sentences: AuditEntry[] = [
      { action: 'she said her name is Ana' as 'audit.read' },
      { action: 'conversations.open', purpose: 'She asked for a bed' },
      { action: 'conversations.open', subject: { kind: 'member', id: 'Ana, room 12' } },
    ]
    for (const entry of sentences) await expect(record(member, entry)).rejects.toThrow(/check constraint/)
  })
})

describe('a seeker’s record', () => {
  const keys = keysOf(9)
  const own = createAudit(keys)
  const conversation = { kind: 'conversation', id: randomId(), month: '2026-12' } as const
  const named = (subject: AuditEntry['subject'] & object) =>
    database.as(member, (tx) => own.nameOf(tx, subject))
  const inMonth = async (month: string) => {
    const rows = sql`select from audit.subject_keys where month = ${month}`
    return (await rows.execute(database.unguarded)).rows.length
  }

  it('has a name only once there is an entry, wrapped under the key of its month', async () => {
    expect(await named(conversation)).toBeUndefined()
    expect(await inMonth('2026-12')).toBe(0)
    await database.as(member, (tx) =>
      own.record(tx, { action: 'conversations.claim', subject: conversation }),
    )
    expect(await named(conversation)).toBe((await stolen()).at(-1)?.subject)
    expect(await inMonth('2026-12')).toBe(1)
  })

  it('keeps its name when it is kept longer', async () => {
    const before = await named(conversation)
    await database.as({ kind: 'system' }, (tx) => own.moveSubject(tx, conversation, '2027-03'))
    expect(await inMonth('2026-12')).toBe(0)
    expect(await named(conversation)).toBe(before)
    const without = createAudit({
      ...keys,
      forMonth: (month) => (month === '2027-03' ? new Uint8Array(32) : keys.forMonth(month)),
    })
    await expect(database.as(member, (tx) => without.nameOf(tx, conversation))).rejects.toThrow()
  })

  it('loses it with its key: what comes under the same id is another’s', async () => {
    const before = await named(conversation)
    await database.as(member, (tx) => own.forgetSubject(tx, conversation))
    expect(await named(conversation)).toBeUndefined()
    expect(JSON.stringify(await stolen())).toContain(before)
    await database.as(member, (tx) =>
      own.record(tx, { action: 'conversations.claim', subject: conversation }),
    )
    expect(await named(conversation)).not.toBe(before)
  })
})

describe('the app role', () => {
  const attempts = {
    'read a key of a subject without showing what it is for': sql`select 1 / count(*) from audit.subject_keys`,
    'change an entry': sql`update audit.entries set action = 'a.b'`,
    'delete entries': sql`delete from audit.entries`,
    'empty the table': sql`truncate audit.entries`,
    'date an entry back': sql`insert into audit.entries (at, who, action)
      values (now() - interval '1 day', ${member.memberId}, 'a.b')`,
    'act in another’s name': sql`insert into audit.entries (who, action) values (${randomId()}, 'a.b')`,
    'drop the wall': sql`alter table audit.entries disable row level security`,
  }
  it.each(Object.entries(attempts))('cannot %s', async (_, statement) => {
    await expect(database.as(member, (tx) => statement.execute(tx))).rejects.toThrow(
      /permission denied|row-level security|must be owner|division by zero/,
    )
  })
})
