import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { asExpected, expected, reaches, type RouteRule, type Who } from '../../drills/access/oracle.ts'
import { compare, differs, type Pair } from '../../drills/access/statistics.ts'

vi.setConfig({ testTimeout: 240_000 })

const drill = join(import.meta.dirname, '..', '..', 'drills', 'access.drill.ts')

function run(...options: string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [drill, ...options], {
      env: { ...process.env, NODE_ENV: 'production' },
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.once('exit', (code) => resolve({ code, text }))
  })
}

describe('the access drill', () => {
  it('finds a route made too open, a loosened policy and a route that the oracle does not know', async () => {
    const options = [
      '--engine',
      'pglite',
      '--only',
      'http,sql',
      '--who',
      'coordinator@hotline',
      '--plant',
      'all',
    ]
    const { code, text } = await run(...options)
    for (const label of ['mine', 'team', 'waiting', 'foreign', 'absent'])
      expect(text).toContain(
        `coordinator@hotline conversations.desk_messages ${label}: request.forbidden was to come, and 404`,
      )
    expect(text).toMatch(
      /SQL coordinator@hotline select conversations\.envelopes: .*foreign.*was to be nothing/,
    )
    expect(text).toContain('the oracle has no row for referrals.open')
    expect(text).toContain('access: NOT held')
    expect(code).toBe(1)
  })
})

const rule: RouteRule = {
  reach: ['responder', 'supervisor'],
  record: 'conversation',
  may: { responder: ['mine'], 'supervisor@hotline': ['mine', 'team'] },
  no: { '*': 'x.not_found', 'supervisor:waiting': 'x.not_yours' },
  also: ['x.busy'],
}
const member = (role: string, kind = 'hotline'): Who => ({ name: `${role}@${kind}`, kind: 'staff', role })

describe('the oracle', () => {
  it('refuses whoever does not reach a route, and those who do by record', () => {
    expect(expected({ name: 'public', kind: 'public' }, rule, 'mine')).toBe('request.unauthenticated')
    expect(expected(member('analyst'), rule, 'mine')).toBe('request.forbidden')
    expect(expected(member('responder'), rule, 'mine')).toBe('yes')
    expect(expected(member('responder'), rule, 'team')).toBe('x.not_found')
    expect(expected(member('supervisor'), rule, 'team')).toBe('yes')
    expect(expected(member('supervisor', 'region'), rule, 'team')).toBe('x.not_found')
    expect(expected(member('supervisor'), rule, 'waiting')).toBe('x.not_yours')
    expect(reaches(member('supervisor'), rule)).toBe(true)
  })

  it('takes no refusal for a yes, but those that only come past the wall', () => {
    expect(asExpected('yes', rule, 200, '')).toBe(true)
    expect(asExpected('yes', rule, 409, 'x.busy')).toBe(true)
    expect(asExpected('yes', rule, 404, 'x.not_found')).toBe(false)
    expect(asExpected('x.not_found', rule, 200, '')).toBe(false)
  })
})

/** Times as a loaded machine gives them: a floor, something small on top, and now and then much. */
const time = () => 2 + Math.random() * 0.6 + (Math.random() < 0.3 ? Math.random() * 20 : 0)
const pairs = (second: () => number, n = 250): Pair[] => Array.from({ length: n }, () => [time(), second()])
const found = (second: () => number) =>
  Array.from({ length: 20 }, () => differs(compare(pairs(second)))).filter(Boolean)

describe('the comparison of times', () => {
  it('sees one millisecond, every time', () => {
    expect(found(() => time() + 1)).toHaveLength(20)
  })

  it('sees what is slow in one of five answers only', () => {
    expect(found(() => time() + (Math.random() < 0.2 ? 40 : 0)).length).toBeGreaterThanOrEqual(18)
  })

  it('sees nothing where there is nothing', () => {
    expect(found(time).length).toBeLessThanOrEqual(1)
  })
})
