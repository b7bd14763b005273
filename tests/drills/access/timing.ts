import { idsFor } from './cells.ts'
import { codeOf, declared, requestFor, send, type Asker } from './http.ts'
import { expected, oracle, reaches } from './oracle.ts'
import type { Records } from './records.ts'
import { compare, differs, isSharp, type Comparison, type Pair } from './statistics.ts'

/** `sharp`: enough could be sampled, on this machine as it was, to say anything. */
export type Timed = { name: string; comparison: Comparison; differs: boolean; sharp: boolean }

/** How often a comparison that says “different” is made anew: a real difference is there every time. */
const looks = 3

/** So many times the pairs asked for are taken at most. */
const mostTimes = 6

/** For each route that answers a foreign and an absent record alike: whether time tells them apart. */
export async function timeForeignAndAbsent(
  people: readonly Asker[],
  records: Records,
  lend: (who: Asker) => Promise<void>,
  { pairs, slower, routes }: { pairs: number; slower: number; routes: number },
): Promise<Timed[]> {
  const timed: Timed[] = []
  for (const route of declared) {
    const rule = oracle.routes[route.id]
    const labels = rule?.record ? (oracle.labels[rule.record] ?? []) : []
    if (!rule || !labels.includes('foreign')) continue
    const who = people.find(
      (each) =>
        reaches(each, rule) &&
        expected(each, rule, 'foreign') !== 'yes' &&
        expected(each, rule, 'absent') !== 'yes',
    )
    if (!who || timed.length >= routes) continue
    await lend(who)
    const request = async (label: string) =>
      requestFor(route, idsFor(records, who.person, rule.record ?? '', label), who)
    const [foreign, absent] = [await request('foreign'), await request('absent')]
    const once = async (): Promise<Comparison> => {
      const taken: Pair[] = []
      let comparison = compare([[0, 0]])
      // A machine that is busy with other things needs more of them.
      for (let turn = 0; turn < mostTimes * pairs; turn++) {
        const times: [number, number] = [0, 0]
        for (const which of Math.random() < 0.5 ? [0, 1] : [1, 0]) {
          const more = which === 1 && slower > 0 ? { 'x-drill-slower': String(slower) } : {}
          const answer = await send(who, which === 0 ? foreign : absent, more)
          if (codeOf(answer) === 'referrals.too_many') return compare(taken)
          times[which] = answer.milliseconds
        }
        // The first ones warm up.
        if (turn >= 20) taken.push(times)
        if (taken.length === 0 || taken.length % pairs !== 0) continue
        comparison = compare(taken)
        if (isSharp(comparison)) break
      }
      return comparison
    }
    let comparison = await once()
    for (let look = 1; look < looks && differs(comparison); look++) comparison = await once()
    timed.push({
      name: `${who.name} ${route.id}`,
      comparison,
      differs: differs(comparison),
      sharp: isSharp(comparison),
    })
  }
  return timed
}
