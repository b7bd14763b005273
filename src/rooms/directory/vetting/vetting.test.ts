import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getService, offerCard, searchServices } from '../../../contracts/directory.ts'
import {
  answerVetting,
  longestVerifiedDays,
  vettingOf,
  vettings,
} from '../../../contracts/directory-vetting.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { randomId, roles, type Actor } from '../../../kernel/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { asker, testDeps } from '../directory.testing.ts'
import { loadObjects } from '../import/load-objects.ts'
import { applyStandings } from './apply.usecase.ts'
import { dayOf, daysAfter } from './days.ts'
import { answer, nominate, review, stop, withdraw } from './vetting.usecases.ts'
import { vettingRoutes } from './vetting.routes.ts'
import { answerAll, ready, someone } from './vetting.testing.ts'

const now = new Date()
const inDays = (days: number) => dayOf(daysAfter(now, days))
let database: Database
let deps: DirectoryDeps
beforeAll(async () => {
  database = await testDatabase()
  deps = testDeps(database, now)
})
afterAll(() => database.close())

const refused = (kind: (typeof directoryErrors)[keyof typeof directoryErrors]) =>
  expect.objectContaining({ kind })

/** A new organisation with services of these names, in a source of its own; gives their ids. */
async function register(source: string, ...names: string[]): Promise<string[]> {
  const objects = names.map((name) => ({
    id: name,
    name: `${source} ${name}`,
    status: 'active',
    organization: { id: 'o', name: `House of ${source}` },
    northline: { needs: ['safe_bed'] },
  }))
  await loadObjects(deps, source, objects)
  const { rows } = await database.as({ kind: 'system' }, (tx) =>
    sql<{
      id: string
    }>`select id from directory.services where source = ${source} order by source_id`.execute(tx),
  )
  return rows.map(({ id }) => id)
}

const find = async (text: string, more: object = {}, at = now) =>
  asker(testDeps(database, at))(searchServices, { text, size: 10, ...more })
const names = async (text: string, more: object = {}, at = now) =>
  (await find(text, more, at)).hits.map(({ name }) => name)

const yes = (until = inDays(365), knowsField = true) => ({
  decision: 'verify' as const,
  knowsField,
  reason: 'Visited twice.',
  until,
})

/** Verifies it by two, and gives who they were. */
async function verify(serviceId: string, until?: string): Promise<string> {
  const vettingId = await ready(deps, serviceId)
  await review(deps, someone('coordinator'), { vettingId, ...yes(until) })
  await review(deps, someone('supervisor'), { vettingId, ...yes(until, false) })
  return vettingId
}

describe('a service that nobody has vetted', () => {
  it('is offered to nobody who does not ask for it, and then with a warning, on its card too', async () => {
    const [serviceId = ''] = await register('quillon', 'rooms')
    const answer = await find('quillon')
    expect(answer.hits).toEqual([])
    expect(answer.unvetted).toEqual({ count: 1, text: '1 more place fits, which nobody here has checked.' })
    const shown = await find('quillon', { unvetted: true })
    expect(shown.hits.map(({ name, vetting }) => [name, vetting.level])).toEqual([['quillon rooms', 'none']])
    expect(shown.unvetted).toBeUndefined()
    const ask = asker(deps)
    const { card } = await ask(offerCard, { serviceId, locale: 'en' })
    expect(card.caution).toBe('Not checked by us. Be careful: ask questions first.')
    expect((await ask(getService, { serviceId }, { locale: 'fr' })).service.vetting).toEqual({
      level: 'none',
      text: 'Pas vérifié par nous. Soyez prudent·e : posez d’abord des questions.',
    })
  })

  it('stands after every other where it is asked for, however well it fits', async () => {
    const [one = ''] = await register('zephyrin', 'zephyrin')
    await register('zephyrin-other', 'zephyrin zephyrin')
    await verify(one)
    expect(await names('zephyrin', { unvetted: true })).toEqual([
      'zephyrin zephyrin',
      'zephyrin-other zephyrin zephyrin',
    ])
  })
})

describe('a vetting', () => {
  it('verifies by two who did not ask for it, until the earlier day, and lapses by itself', async () => {
    const [serviceId = ''] = await register('harrowgate', 'beds')
    const vettingId = await ready(deps, serviceId)
    expect(await review(deps, someone('coordinator'), { vettingId, ...yes(inDays(300)) })).toEqual({})
    expect(await names('harrowgate')).toEqual([])
    const second = await review(deps, someone('supervisor'), { vettingId, ...yes(inDays(200), false) })
    expect(second).toEqual({ outcome: 'verified' })
    const [hit] = (await find('harrowgate')).hits
    expect(hit?.vetting.level).toBe('line')
    expect(await names('harrowgate', {}, daysAfter(now, 200))).toEqual(['harrowgate beds'])
    const later = daysAfter(now, 201)
    expect(await names('harrowgate', {}, later)).toEqual([])
    const [lapsed] = (await find('harrowgate', { unvetted: true }, later)).hits
    expect(lapsed?.vetting.level).toBe('lapsed')
    expect((await asker(deps)(offerCard, { serviceId, locale: 'en' })).card.caution).toBeUndefined()
  })

  it('covers all services of the organisation, also those that are imported afterwards', async () => {
    const [serviceId = ''] = await register('ambersill', 'first', 'second')
    await verify(serviceId)
    await register('ambersill', 'first', 'second', 'third')
    expect((await names('ambersill')).sort()).toEqual([
      'ambersill first',
      'ambersill second',
      'ambersill third',
    ])
  })

  it('needs one who knows the field, and a third may be that one', async () => {
    const [serviceId = ''] = await register('kestrelby', 'beds')
    const vettingId = await ready(deps, serviceId)
    for (const role of ['coordinator', 'supervisor'] as const)
      expect(await review(deps, someone(role), { vettingId, ...yes(undefined, false) })).toEqual({})
    expect(await names('kestrelby')).toEqual([])
    expect(await review(deps, someone('supervisor'), { vettingId, ...yes() })).toEqual({
      outcome: 'verified',
    })
    expect(await names('kestrelby')).toEqual(['kestrelby beds'])
  })

  it('is not reviewed by whoever asked for it, nor twice by one, nor before its questions are answered', async () => {
    const [serviceId = ''] = await register('pellworth', 'beds')
    const asker = someone('supervisor')
    const { vettingId } = await nominate(deps, asker, { serviceId, reason: 'Known to us.' })
    const answering = someone('coordinator')
    await answerAll(deps, vettingId, answering, ['safety'])
    const reviewing = (by: Actor, how: object = yes()) =>
      review(deps, by, { vettingId, knowsField: true, reason: '', decision: 'refuse', ...how })
    await expect(reviewing(asker)).rejects.toEqual(refused(directoryErrors.vetting_own))
    await expect(reviewing(answering)).rejects.toEqual(refused(directoryErrors.vetting_unanswered))
    await answer(deps, answering, { vettingId, item: 'safety', answer: 'yes', evidence: 'Asked.' })
    await answer(deps, answering, { vettingId, item: 'safety', answer: 'unknown', evidence: '' })
    await expect(reviewing(answering)).rejects.toEqual(refused(directoryErrors.vetting_unanswered))
    await answer(deps, answering, { vettingId, item: 'safety', answer: 'no', evidence: 'No plan, said so.' })
    await reviewing(answering)
    await expect(reviewing(answering)).rejects.toEqual(refused(directoryErrors.vetting_reviewed))
    for (const until of [undefined, inDays(-1), inDays(longestVerifiedDays)])
      await expect(reviewing(someone('supervisor'), { decision: 'verify', until })).rejects.toEqual(
        refused(directoryErrors.vetting_bad_end),
      )
    await expect(reviewing(someone('supervisor'), {})).rejects.toEqual(
      refused(directoryErrors.vetting_no_reason),
    )
  })

  it('ends with the first no; what is said afterwards changes nothing, and another can be opened', async () => {
    const [serviceId = ''] = await register('thornmere', 'beds')
    const vettingId = await ready(deps, serviceId)
    await review(deps, someone('coordinator'), { vettingId, ...yes() })
    const no = { decision: 'refuse' as const, knowsField: false, reason: 'The door is not kept.' }
    expect(await review(deps, someone('supervisor'), { vettingId, ...no })).toEqual({ outcome: 'refused' })
    const late = review(deps, someone('supervisor'), { vettingId, ...yes() })
    await expect(late).rejects.toEqual(refused(directoryErrors.vetting_closed))
    expect(await names('thornmere')).toEqual([])
    await verify(serviceId)
    expect(await names('thornmere')).toEqual(['thornmere beds'])
  })

  it('is one at a time of a subject, and can end without a result', async () => {
    const [serviceId = ''] = await register('dunmarrow', 'beds')
    const open = () => nominate(deps, someone('responder'), { serviceId, reason: 'Again.' })
    const { vettingId } = await open()
    await expect(open()).rejects.toEqual(refused(directoryErrors.vetting_open))
    await withdraw(deps, someone('coordinator'), vettingId)
    expect((await open()).vettingId).not.toBe(vettingId)
    const missing = nominate(deps, someone('responder'), { serviceId: randomId(), reason: 'Who?' })
    await expect(missing).rejects.toEqual(refused(directoryErrors.not_found))
  })

  it('takes only answers that the question has, and none that rests on nothing', async () => {
    const [serviceId = ''] = await register('oakrill', 'beds')
    const vettingId = await ready(deps, serviceId)
    const say = (more: object) =>
      answer(deps, someone('coordinator'), {
        vettingId,
        item: 'identity',
        answer: 'yes',
        evidence: 'Seen.',
        ...more,
      })
    await expect(say({ answer: 'if_you_ask' })).rejects.toEqual(refused(directoryErrors.vetting_bad_answer))
    await expect(say({ evidence: '' })).rejects.toEqual(refused(directoryErrors.vetting_no_evidence))
    await expect(say({ vettingId: randomId() })).rejects.toEqual(refused(directoryErrors.vetting_not_found))
  })

  it('of a source accepts what it lists, today and later; a stop of one of its services stays', async () => {
    const [first = '', second = ''] = await register('wrenlist', 'first', 'second')
    await stop(deps, someone('coordinator'), { serviceId: second, whole: false, reason: 'A complaint.' })
    const subject = { kind: 'source' as const, subjectId: 'wrenlist' }
    const { vettingId } = await nominate(deps, someone('coordinator'), { subject, reason: 'A 2-1-1.' })
    await answerAll(deps, vettingId)
    await review(deps, someone('coordinator'), { vettingId, ...yes() })
    await review(deps, someone('supervisor'), { vettingId, ...yes() })
    const { hits } = await find('wrenlist')
    expect(hits.map(({ serviceId, vetting }) => [serviceId, vetting.level])).toEqual([[first, 'source']])
    expect(hits[0]?.vetting.text).toMatch(/^Listed by wrenlist, whose list we checked\. Good until /)
  })
})

describe('taking out', () => {
  it('is done by one, at once and everywhere; only a new vetting of the same brings it back', async () => {
    const [first = '', second = ''] = await register('gullhaven', 'first', 'second')
    await verify(first)
    await stop(deps, someone('supervisor'), { serviceId: first, whole: true, reason: 'Somebody was hurt.' })
    for (const more of [{}, { unvetted: true, all: true }]) expect(await names('gullhaven', more)).toEqual([])
    for (const serviceId of [first, second])
      await expect(asker(deps)(getService, { serviceId })).rejects.toEqual(refused(directoryErrors.not_found))
    // An import does not bring it back.
    await register('gullhaven', 'first', 'second', 'third')
    expect(await names('gullhaven', { unvetted: true })).toEqual([])
    const { rows } = await database.as({ kind: 'system' }, (tx) =>
      sql<{ id: string }>`select organization_id as id from directory.services where id = ${first}`.execute(
        tx,
      ),
    )
    const subject = { kind: 'organisation' as const, subjectId: rows[0]?.id ?? '' }
    const { vettingId } = await nominate(deps, someone('coordinator'), { subject, reason: 'They changed.' })
    await answerAll(deps, vettingId)
    await review(deps, someone('coordinator'), { vettingId, ...yes() })
    await review(deps, someone('supervisor'), { vettingId, ...yes() })
    expect((await names('gullhaven')).sort()).toEqual([
      'gullhaven first',
      'gullhaven second',
      'gullhaven third',
    ])
  })

  it('is made up for by the clockwork where a server died after the decision', async () => {
    const [serviceId = ''] = await register('lastmile', 'beds')
    await verify(serviceId)
    const { rows } = await database.as({ kind: 'system' }, (tx) =>
      sql<{ id: string }>`
        insert into directory.standings (subject_kind, subject_id, name, level, reason)
        values ('service', ${serviceId}, 'beds', 'stopped', 'As if a server had died here.') returning subject_id as id`.execute(
        tx,
      ),
    )
    expect(rows).toHaveLength(1)
    expect(await names('lastmile')).toEqual(['lastmile beds'])
    expect(await applyStandings(deps)).toBe(1)
    expect(await names('lastmile')).toEqual([])
    expect(await applyStandings(deps)).toBe(0)
  })
})

describe('who vets', () => {
  const ask = (
    route: typeof vettings | typeof vettingOf | typeof answerVetting,
    input: object,
    actor: Actor,
  ) =>
    vettingRoutes(deps)
      .find((one) => one.route.id === route.id)
      ?.answer(route.input.parse(input), {
        actor,
        locale: 'en',
        clientKey: 'x',
        setHeader: () => undefined,
      })

  it('are coordinators and supervisors of the line; everybody else is refused in code', async () => {
    const [serviceId = ''] = await register('ferncote', 'beds')
    const vettingId = await ready(deps, serviceId)
    const strangers: Actor[] = [
      { kind: 'public' },
      { kind: 'seeker', conversationId: randomId(), visitId: randomId() },
      someone('coordinator', 'provider'),
      someone('supervisor', 'region'),
      ...roles.filter((role) => role !== 'coordinator' && role !== 'supervisor').map((role) => someone(role)),
    ]
    const denied = refused(directoryErrors.not_allowed)
    for (const actor of strangers) {
      const nothing = { open: [], closed: [], ending: [], stopped: [], sources: [] }
      expect(await ask(vettings, {}, actor)).toEqual(nothing)
      await expect(ask(vettingOf, { vettingId }, actor)).rejects.toEqual(denied)
      const said = { vettingId, item: 'identity', answer: 'no', evidence: 'x' } as const
      await expect(ask(answerVetting, said, actor)).rejects.toEqual(denied)
      await expect(review(deps, actor, { vettingId, ...yes() })).rejects.toEqual(denied)
      await expect(withdraw(deps, actor, vettingId)).rejects.toEqual(denied)
      await expect(stop(deps, actor, { serviceId, whole: true, reason: 'x' })).rejects.toEqual(denied)
      const subject = { kind: 'source' as const, subjectId: 'ferncote' }
      await expect(nominate(deps, actor, { subject, reason: 'x' })).rejects.toEqual(denied)
    }
    await ask(vettingOf, { vettingId }, someone('coordinator'))
  })

  it('are the same for row-level security alone, and “verified” is what it says it is', async () => {
    const [serviceId = ''] = await register('marlpit', 'beds')
    const vettingId = await ready(deps, serviceId)
    const by = (actor: Actor, statement: ReturnType<typeof sql>) =>
      database.as(actor, async (tx) => (await statement.execute(tx)).numAffectedRows)
    const rowsFor = (actor: Actor, table: string) =>
      database.as(
        actor,
        async (tx) => (await sql`select from ${sql.table(`directory.${table}`)}`.execute(tx)).rows.length,
      )
    for (const actor of [
      { kind: 'public' },
      someone('responder'),
      someone('coordinator', 'provider'),
    ] as Actor[])
      for (const table of ['vettings', 'vetting_answers', 'vetting_reviews', 'standings'])
        expect(await rowsFor(actor, table)).toBe(0)

    const member = someone('coordinator')
    const reviewAs = (me: typeof member, memberId = me.memberId) =>
      by(
        me,
        sql`insert into directory.vetting_reviews (vetting_id, by_member, decision, knows_field, reason, until)
          values (${vettingId}, ${memberId}, 'verify', true, '', ${inDays(100)}::date)`,
      )
    const close = (me: typeof member) =>
      by(
        me,
        sql`update directory.vettings set outcome = 'verified', closed_by = ${me.memberId}, closed_at = now()
          where id = ${vettingId}`,
      )
    const stand = (me: typeof member, until: string) =>
      by(
        me,
        sql`insert into directory.standings (subject_kind, subject_id, name, level, until, reason, by_member, vetting_id)
          select subject_kind, subject_id, name, 'verified', ${until}::date, '', ${me.memberId}, id
          from directory.vettings where id = ${vettingId}`,
      )
    const denied = /row-level security/
    // In somebody else's name; before two have agreed; without any vetting.
    await expect(reviewAs(member, randomId())).rejects.toThrow(denied)
    await expect(reviewAs(someone('responder'))).rejects.toThrow(denied)
    expect(await reviewAs(member)).toBe(1n)
    await expect(close(member)).rejects.toThrow(denied)
    await expect(stand(member, inDays(100))).rejects.toThrow(denied)
    const other = someone('supervisor')
    expect(await reviewAs(other)).toBe(1n)
    expect(await close(other)).toBe(1n)
    // Longer than the reviewers said; by somebody who did not close it.
    await expect(stand(other, inDays(101))).rejects.toThrow(denied)
    await expect(stand(member, inDays(100))).rejects.toThrow(denied)
    expect(await stand(other, inDays(100))).toBe(1n)
    // What was found is not changed or taken away.
    for (const statement of [
      sql`delete from directory.standings`,
      sql`update directory.standings set reason = ''`,
      sql`delete from directory.vetting_reviews`,
      sql`update directory.vetting_answers set answer = 'yes'`,
    ])
      await expect(by(other, statement)).rejects.toThrow(/permission denied/)
    expect(await by(other, sql`update directory.standings set applied = true`)).toBe(0n)
  })
})
