import { describe, expect, it } from 'vitest'
import { isDueSoon, waitsSince } from './answer-due.ts'

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000)
const said = (author: 'seeker' | 'responder' | 'unknown', seconds: number) => ({ author, at: at(seconds) })

describe('a message waits', () => {
  it('from the first that came after the last answer, and not when it is answered', () => {
    expect(waitsSince([])).toBeUndefined()
    expect(waitsSince([said('seeker', 0), said('seeker', 5)])).toEqual(at(0))
    expect(
      waitsSince([said('seeker', 0), said('responder', 3), said('seeker', 5), said('seeker', 9)]),
    ).toEqual(at(5))
    expect(waitsSince([said('seeker', 0), said('responder', 3)])).toBeUndefined()
    expect(waitsSince([said('responder', 3), said('unknown', 4)])).toBeUndefined()
  })
})

describe('who has it is told', () => {
  const due = (now: number, takenAt?: number) =>
    isDueSoon(at(0), {
      takenAt: takenAt === undefined ? undefined : at(takenAt).toISOString(),
      within: 120,
      now: at(now).getTime(),
    })

  it('a minute before it may go back, and from then on', () => {
    expect([0, 59, 60, 119, 500].map((now) => due(now))).toEqual([false, false, true, true, true])
  })

  it('as long after taking it on, since the answer is owed from then', () => {
    expect([60, 159, 160].map((now) => due(now, 100))).toEqual([false, false, true])
  })

  it('never where nothing waits', () => {
    expect(isDueSoon(undefined, { takenAt: undefined, within: 0, now: at(500).getTime() })).toBe(false)
  })
})
