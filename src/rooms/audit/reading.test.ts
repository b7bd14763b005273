import type { AuditVerb } from '../../contracts/audit-actions.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { sql } from 'kysely'
import { randomId, roles, type SeekerActor, type StaffActor } from '../../kernel/index.ts'
import { exportAudit } from '../../contracts/audit.ts'
import type { Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import { auditableSql, auditCapabilities, mayAudit } from './audit.policy.ts'
import { keysOf, memberOf } from './audit.testing.ts'
import { createAudit, readOpenings } from './index.ts'
import { gathered } from './openings.usecases.ts'
import { readAudit, readMyWork, takeExport, type ReadingDeps } from './reading.usecases.ts'

let database: Database
let deps: ReadingDeps
const audit = createAudit(keysOf(3))
const [ours, theirs] = [randomId(), randomId()]
const ada = memberOf(ours, 'responder')
const bob = memberOf(ours, 'responder', 'supervisor')
const eve = memberOf(theirs, 'administrator', 'responder')
const conversation = { kind: 'conversation', id: randomId() } as const
const other = { kind: 'conversation', id: randomId() } as const

beforeAll(async () => {
  database = await testDatabase()
  deps = {
    database,
    audit,
    names: async (_, ids) => new Map(ids.map((id) => [id, id === ada.memberId ? 'Ada' : 'Somebody'])),
  }
  const record = (actor: StaffActor, verb: AuditVerb<'conversations'>, subject: typeof conversation) =>
    database.as(actor, (tx) => audit.record(tx, { action: `conversations.${verb}`, subject }))
  await record(ada, 'claim', conversation)
  await record(ada, 'open', conversation)
  await record(bob, 'supervisor_read', conversation)
  await record(bob, 'claim', other)
  await record(eve, 'open', other)
})
afterAll(() => database.close())

const list = (actor: StaffActor, input: Partial<Parameters<typeof readAudit>[3]> = {}) =>
  readAudit(deps, new Map(), actor, input)

describe('the audit of an organisation', () => {
  it('is read by its supervisors and administrators: its own, newest first, by name, and that is an entry', async () => {
    const { entries } = await list(bob)
    expect(entries.map(({ action }) => action.split('.')[1])).toEqual([
      'claim',
      'supervisor_read',
      'open',
      'claim',
    ])
    expect(entries.at(-1)).toMatchObject({ who: { kind: 'member', id: ada.memberId, name: 'Ada' } })
    expect(entries.at(-1)?.subject?.name).toBe(entries[2]?.subject?.name)
    expect(JSON.stringify(entries)).not.toContain(conversation.id)
    expect((await list(bob)).entries[0]?.action).toBe('audit.read')
    const { entries: foreign } = await list(eve)
    expect(foreign.map(({ action }) => action)).toEqual(['conversations.open'])
  })

  it('is not for a responder', async () => {
    await expect(list(ada)).rejects.toThrow('audit.not_allowed')
    await expect(takeExport(deps, ada, {})).rejects.toThrow('audit.not_allowed')
  })

  it('can be looked through by action, member, record and time', async () => {
    const actions = async (input: Parameters<typeof list>[1]) =>
      (await list(bob, input)).entries.filter(({ action }) => action !== 'audit.read').length
    expect(await actions({ action: 'conversations.claim' })).toBe(2)
    expect(await actions({ memberId: ada.memberId })).toBe(2)
    const subject = (await list(bob, { memberId: ada.memberId })).entries[0]?.subject?.name ?? ''
    expect(await actions({ subject })).toBe(3)
    expect(await actions({ to: new Date(Date.now() - 60_000).toISOString() })).toBe(0)
  })

  it('comes in pages that neither skip nor repeat', async () => {
    const many = memberOf(ours, 'administrator')
    for (let i = 0; i < 60; i++) await database.as(many, (tx) => audit.record(tx, { action: 'audit.read' }))
    const first = await list(bob, { memberId: many.memberId })
    const last = first.entries.at(-1)
    const second = await list(bob, {
      memberId: many.memberId,
      before: { at: last?.at ?? '', place: last?.place ?? '' },
    })
    expect([first.more, second.more]).toEqual([true, false])
    const places = [...first.entries, ...second.entries].map(({ place }) => place)
    expect(new Set(places).size).toBe(60)
  })

  it('is taken away only by whoever has just shown who they are, and that is an entry', async () => {
    expect(exportAudit.fresh).toBe(true)
    const { entries, next } = await takeExport(deps, bob, {})
    expect(next).toBeNull()
    expect(entries[0]).toMatchObject({
      who: ada.memberId,
      action: 'conversations.claim',
      organisations: [ours],
    })
    expect((await list(bob)).entries.map(({ action }) => action)).toContain('audit.export')
  })
})

describe('who looked at my work', () => {
  it('shows what others did with conversations that I had, and nothing else', async () => {
    const { entries } = await readMyWork(deps, ada)
    expect(entries.map(({ action, who }) => [action, 'name' in who ? who.name : ''])).toEqual([
      ['conversations.supervisor_read', 'Somebody'],
    ])
    const { entries: bobs } = await readMyWork(deps, bob)
    expect(bobs.map(({ action }) => action)).toEqual(['conversations.open'])
    expect((await readMyWork(deps, memberOf(ours, 'responder'))).entries).toEqual([])
  })
})

describe('who opened my conversation', () => {
  const seeker: SeekerActor = { kind: 'seeker', conversationId: conversation.id, visitId: randomId() }

  it('says the role and the time, and no name', async () => {
    const openings = await readOpenings({ database, audit }, seeker)
    expect(openings.map(({ role }) => role)).toEqual(['supervisor', 'responder'])
    expect(openings.map((opening) => Object.keys(opening).sort())).toEqual([
      ['at', 'role'],
      ['at', 'role'],
    ])
    const nobody = { ...seeker, conversationId: randomId() }
    expect(await readOpenings({ database, audit }, nobody)).toEqual([])
  })

  it('gathers the readings of one coming', () => {
    const at = (minutes: number) => new Date(minutes * 60_000)
    const open = (who: string, minutes: number) => ({ who, action: 'conversations.open', at: at(minutes) })
    const rows = [open('a', 300), open('a', 130), open('b', 120), open('a', 100), open('a', 60)]
    expect(gathered(rows)).toEqual([
      { role: 'responder', at: at(300) },
      { role: 'responder', at: at(120) },
      { role: 'responder', at: at(60) },
    ])
  })
})

describe('the walls', () => {
  const seen = (actor: StaffActor | SeekerActor, capabilities: string[]) =>
    database.as(
      actor,
      async (tx) =>
        (await sql<{ who: string }>`select who from audit.entries`.execute(tx)).rows.map(({ who }) => who),
      { capabilities },
    )

  it('say the same, as a predicate, as SQL and in the database', async () => {
    const role = fc.subarray([...roles], { minLength: 1 })
    const property = fc.asyncProperty(role, fc.boolean(), async (held, mine) => {
      const organisation = mine ? ours : theirs
      const actor = memberOf(organisation, ...held)
      const expected = mayAudit(actor, [ours])
      expect(expected).toBe(mine && held.some((one) => one === 'supervisor' || one === 'administrator'))
      const found = await database.as(
        actor,
        async (tx) => {
          const asked = sql`select from audit.entries e where ${auditableSql(actor)} and e.who = ${ada.memberId}`
          return (await asked.execute(tx)).rows.length
        },
        { capabilities: auditCapabilities(actor) },
      )
      expect(found > 0).toBe(expected)
      // The first wall removed: the second still holds.
      expect((await seen(actor, auditCapabilities(actor))).includes(ada.memberId)).toBe(expected)
    })
    await fc.assert(property, { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 15) })
  })

  it('give nothing for a capability that does not belong to the asker', async () => {
    expect(await seen(memberOf(theirs, 'administrator'), [`audits:${ours}`])).toEqual([])
    expect(await seen(memberOf(ours, 'responder'), [`audits:${ours}`])).toEqual([])
    const seeker: SeekerActor = { kind: 'seeker', conversationId: conversation.id, visitId: randomId() }
    expect(await seen(seeker, [`audits:${ours}`, 'worked:x'])).toEqual([])
  })
})
