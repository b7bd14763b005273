import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { searchServices } from '../../../contracts/directory.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { asker, testDeps } from '../directory.testing.ts'
import { acceptInvented } from '../vetting/vetting.usecases.ts'
import { loadObjects } from '../import/load-objects.ts'
import { asSource, facts, lures, scenarios, type Fact, type Scenario } from './danger.testing.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  await acceptInvented(testDeps(database), 'danger')
  await loadObjects(testDeps(database), 'danger', facts.map(asSource))
  await loadObjects(testDeps(database), 'lures', lures.map(asSource))
})
afterAll(() => database.close())

const zone = 'America/Toronto'

/** Judged by the facts alone: what would send this person to a shut door, or into danger. */
function faults(fact: Fact, { at, now, age, traits = [], unseen, never = [] }: Scenario): string[] {
  const found: string[] = []
  if (now && !isOpen(fact, at)) found.push('closed')
  if (age !== undefined && fact.ages && (age < fact.ages[0] || age > fact.ages[1])) found.push('not this age')
  for (const trait of traits) if (fact.refuses?.includes(trait)) found.push(`refuses ${trait}`)
  if (unseen && fact.shares === 'yes') found.push('shares')
  if (never.includes(fact.id)) found.push('never')
  return found
}

function isOpen({ open }: Fact, at: string): boolean {
  if (open === 'always' || open === 'unknown') return true
  const then = DateTime.fromISO(at, { zone })
  const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
  return [0, 1].some((back) => {
    const day = days[(then.weekday - 1 - back + 7) % 7] ?? ''
    const hour = then.hour + then.minute / 60 + back * 24
    return (open.days ?? days.join()).includes(day) && hour >= open.from && hour < open.to
  })
}

async function firstFive(scenario: Scenario) {
  const now = DateTime.fromISO(scenario.at, { zone }).toJSDate()
  const ask = asker(testDeps(database, now))
  const { chosen, says, locale = 'en' } = scenario
  return ask(searchServices, { ...(says ? { text: says } : {}), ...chosen, size: 5 }, { locale })
}

const byName = new Map(
  facts.flatMap((fact) => [[fact.name, fact] as const, [fact.fr ?? fact.name, fact] as const]),
)

describe('sixty people in danger', () => {
  it('are sixty, and each would meet something wrong among all that there is', () => {
    expect(scenarios).toHaveLength(60)
    for (const scenario of scenarios)
      expect(
        facts.some((fact) => faults(fact, scenario).length > 0),
        scenario.who,
      ).toBe(true)
  })

  it('would find what nobody vetted, if they asked for it', async () => {
    const ask = asker(testDeps(database))
    for (const { name, needs } of lures) {
      const { hits } = await ask(searchServices, { need: needs[0], unvetted: true, size: 50 })
      expect(hits.map((hit) => [hit.name, hit.vetting.level])).toContainEqual([name, 'none'])
    }
  })

  it.each(scenarios)('$who: “$says” at $at', async (scenario) => {
    const { hits, widened } = await firstFive(scenario)
    const found = hits.map(({ name }) => byName.get(name)).filter((fact) => fact !== undefined)
    expect(found).toHaveLength(hits.length)
    // Nobody vetted those, however well they fit; that there are such is said, and no more.
    expect(hits.filter(({ vetting }) => vetting.level !== 'source')).toEqual([])
    const wrong = found.flatMap((fact) => faults(fact, scenario).map((fault) => `${fact.id} ${fault}`))
    expect(wrong, String(widened)).toEqual([])
    expect(
      (scenario.first ? found.slice(0, 1) : found).some(({ id }) => scenario.helps.includes(id)),
      `${found.map(({ id }) => id).join()} (${widened ?? ''})`,
    ).toBe(true)
  })
})
