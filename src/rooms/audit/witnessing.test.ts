import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { randomId } from '../../kernel/index.ts'
import { createWitnessing } from './index.ts'
import { openWorld, witnessOver, type World } from '../../../tests/support/audit/world.ts'
import { keysOf, memberOf } from './audit.testing.ts'

let world: World
const member = memberOf(randomId(), 'responder')
const record = (purpose = 'test') =>
  world.database.as(member, (tx) => world.audit.record(tx, { action: 'conversations.claim', purpose }))
const faults = async () => (await world.verify()).faults.map(({ number, why }) => `${number} ${why}`)

describe('entries and the witness', () => {
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  it('are numbered and signed for once they are committed, and hold', async () => {
    for (let i = 0; i < 5; i++) await record()
    expect(await world.checkpoint()).toEqual({ numbered: 5, witnessed: 5 })
    await record()
    expect(await world.checkpoint()).toEqual({ numbered: 1, witnessed: 6 })
    expect(await world.checkpoint()).toEqual({ numbered: 0, witnessed: 6 })
    expect(await world.verify()).toMatchObject({ faults: [], covered: 6, open: 0, checkpoints: 2 })
  })

  it('by two servers at once are numbered once each', async () => {
    const { database, log } = world
    const other = createWitnessing({ database, outerKeys: keysOf(7), witness: witnessOver(log) })
    for (let i = 0; i < 10; i++) {
      await record()
      await Promise.all([world.checkpoint(), other()])
    }
    await other()
    expect(await world.verify()).toMatchObject({ faults: [], covered: 16, open: 0 })
  })

  it('wait for a witness that is away, and miss nothing when it is back', async () => {
    const away = {
      state: () => Promise.reject(new Error('away')),
      append: () => Promise.reject(new Error('away')),
    }
    const { database } = world
    const alone = createWitnessing({ database, outerKeys: keysOf(7), witness: away })
    await record()
    await expect(alone()).rejects.toThrow('away')
    expect(await createWitnessing({ database, outerKeys: keysOf(7), witness: undefined })()).toEqual({
      numbered: 1,
      witnessed: undefined,
    })
    await record()
    expect(await world.checkpoint()).toEqual({ numbered: 1, witnessed: 18 })
    expect(await world.verify()).toMatchObject({ faults: [], covered: 18 })
  })
})

describe('whoever owns the database', () => {
  beforeAll(async () => {
    world = await openWorld()
    for (let batch = 0; batch < 3; batch++) {
      for (let i = 0; i < 4; i++) await record()
      await world.checkpoint()
    }
    for (const name of ['entries', 'leaves']) {
      await world.raw(`create table public.kept_${name} as select * from audit.${name}`)
    }
  })
  afterAll(() => world.close())
  afterEach(async () => {
    await world.raw('truncate audit.entries, audit.leaves')
    await world.raw(`insert into audit.entries overriding system value select * from public.kept_entries`)
    await world.raw(`insert into audit.leaves select * from public.kept_leaves`)
  })
  const entryAt = (number: number) => `(select entry from audit.leaves where number = ${number})`

  it('can’t change an entry', async () => {
    await world.raw(`update audit.entries set who = 'system' where id = ${entryAt(6)}`)
    expect(await faults()).toEqual([expect.stringMatching(/^6 is not what was witnessed at /)])
  })

  it('can’t delete one, nor with its number', async () => {
    await world.raw(`delete from audit.entries where id = ${entryAt(6)}`)
    await world.raw(`delete from audit.entries where id = ${entryAt(11)}`)
    await world.raw('delete from audit.leaves where number = 11')
    expect(await faults()).toEqual(['6 is missing', '11 is missing'])
  })

  it('can’t put two in another order', async () => {
    await world.raw(`update audit.leaves set number = 1000 where number = 3`)
    await world.raw(`update audit.leaves set number = 3 where number = 9`)
    await world.raw(`update audit.leaves set number = 9 where number = 1000`)
    expect(await faults()).toEqual([
      '3 stands in the wrong place: it was witnessed as entry 9',
      '9 stands in the wrong place: it was witnessed as entry 3',
    ])
  })

  it('can’t truncate: what the witness saw is missing, and its numbers are not given away again', async () => {
    await world.raw('truncate audit.entries, audit.leaves')
    await record()
    expect(await world.checkpoint()).toMatchObject({ witnessed: 13 })
    const found = await faults()
    expect(found).toHaveLength(12)
    expect(found[0]).toBe('1 is missing')
  })

  it('can’t put one in, nor write one again: it bears no right seal, or repeats', async () => {
    await world.raw(`insert into audit.entries (entry_id, who, action, seal)
      values ('${randomId()}', '${member.memberId}', 'conversations.end', sha256('guess'))`)
    await world.raw('alter table audit.entries drop constraint entries_entry_id')
    await world.raw(`insert into audit.entries (entry_id, at, who, organisations, action, purpose, seal)
      select entry_id, at, who, organisations, action, purpose, seal from audit.entries where id = ${entryAt(2)}`)
    const { log } = world
    const before = log.entries
    await world.checkpoint()
    const found = (await faults()).filter((line) => Number(line.split(' ')[0]) > before)
    expect(found).toEqual([
      `${before + 1} was not written by the system: it bore no right seal`,
      `${before + 2} repeats entry 2`,
    ])
  })

  it('can’t change one in the window before it is witnessed; what is deleted in it leaves no trace', async () => {
    const before = world.log.entries
    await record('first')
    await record('second')
    await world.raw(`delete from audit.entries where purpose = 'first'`)
    await world.raw(`update audit.entries set purpose = 'other' where purpose = 'second'`)
    await world.checkpoint()
    const found = (await faults()).filter((line) => Number(line.split(' ')[0]) > before)
    expect(found).toEqual([`${before + 1} was not written by the system: it bore no right seal`])
  })

  it('can’t make numbers leap so that the log fills', async () => {
    await world.raw(`insert into audit.leaves (number, entry, leaf) values (1000000000, -1, sha256('x'))`)
    await expect(world.checkpoint()).rejects.toThrow('leap')
  })
})
