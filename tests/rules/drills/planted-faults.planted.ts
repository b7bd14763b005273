import { describe, expect, it, vi } from 'vitest'
import { plants } from '../../drills/canary/plants.ts'
import { runDrill } from './run-drill.ts'

vi.setConfig({ testTimeout: 180_000 })

describe('a drill that can’t fail proves nothing', () => {
  it('kill: an acknowledged message that the server does not have', async () => {
    const options = ['--engine', 'pglite', '--conversations', '4', '--kills', '1', '--plant', 'lost']
    const { code, text } = await runDrill('kill', ...options)
    expect(text).toMatch(/: 2 lost/)
    expect(text).toContain('kill: NOT held')
    expect(code).toBe(1)
  })

  it('canary: a text in each kind of place where one could stay', async () => {
    const { code, text } = await runDrill('canary', '--engine', 'pglite', '--plant', 'all')
    for (const sink of [...Object.keys(plants), 'dump'])
      expect(text, sink).toMatch(new RegExp(`^ {2}${sink}: [1-9]\\d* found`, 'm'))
    // Nothing else was wrong: what was found is what was put there.
    expect(
      new Set(text.match(/“[^”]+”(?= as )/g)?.filter((label) => !label.startsWith('“planted: '))),
    ).toEqual(new Set())
    expect(text).toContain('canary: NOT held')
    expect(code).toBe(1)
  })

  it('guess: words that may be tried without limit', async () => {
    const { code, text } = await runDrill('guess', '--quick', '--only', 'limits', '--plant', 'limit')
    expect(text).toMatch(/words, one \/48, rotating: \d+ admitted, \d+ may be/)
    expect(text).toContain('guess: NOT held')
    expect(code).toBe(1)
  })

  it('audit: a verifier that leaves its checks out', async () => {
    const { code, text } = await runDrill('audit', '--engine', 'pglite', '--rounds', '1', '--plant', 'all')
    for (const kind of ['edit', 'delete', 'truncate', 'cut off'])
      expect(text).toContain(`${kind}: 0 of 1 found`)
    expect(text).toContain('audit: NOT held')
    expect(code).toBe(1)
  })

  it.each([
    ['listing', /\/api\/directory\/.*search/],
    ['open-data', /GET \/hsds\/services/],
    ['distance', /[1-9]\d* answers changed/],
    ['report', /the report of an import/],
  ])('confidential: an address in what is published (%s)', async (plant, where) => {
    const { code, text } = await runDrill(
      'confidential',
      '--engine',
      'pglite',
      '--probes',
      '60',
      '--plant',
      plant,
    )
    expect(text).toMatch(where)
    expect(text).toContain('confidential: NOT held')
    expect(code).toBe(1)
  })

  it('consent: a packet that closing only hid', async () => {
    const { code, text } = await runDrill('consent', '--plant', 'kept', '--case', 'provider declines')
    expect(text).toContain('“declined: first_name” in referrals.packets.packet, opened')
    expect(text).toContain('consent: NOT held')
    expect(code).toBe(1)
  })

  it('consent: a client that sends what was not ticked', async () => {
    const { code, text } = await runDrill('consent', '--plant', 'unticked', '--case', 'provider declines')
    expect(text).toContain('“declined: why_now” in packet')
    expect(code).toBe(1)
  })

  it('consent: a field in a table that is not the story’s', async () => {
    const { code, text } = await runDrill('consent', '--plant', 'story', '--case', 'provider declines')
    expect(text).toContain('in referrals.receivers.service_id')
    expect(code).toBe(1)
  })
})
