import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { plants } from '../../drills/canary/plants.ts'

vi.setConfig({ testTimeout: 180_000 })

const drills = join(import.meta.dirname, '..', '..', 'drills')

/** Runs a drill with a fault put in on purpose; gives its exit code and its last lines. */
function run(name: string, ...options: string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(drills, `${name}.drill.ts`), ...options], {
      env: { ...process.env, NODE_ENV: 'production' },
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.once('exit', (code) => resolve({ code, text }))
  })
}

describe('a drill that can’t fail proves nothing', () => {
  it('kill: an acknowledged message that the server does not have', async () => {
    const options = ['--engine', 'pglite', '--conversations', '4', '--kills', '1', '--plant', 'lost']
    const { code, text } = await run('kill', ...options)
    expect(text).toMatch(/: 2 lost/)
    expect(text).toContain('kill: NOT held')
    expect(code).toBe(1)
  })

  it('canary: a text in each kind of place where one could stay', async () => {
    const { code, text } = await run('canary', '--engine', 'pglite', '--plant', 'all')
    for (const sink of [...Object.keys(plants), 'dump'])
      expect(text, sink).toMatch(new RegExp(`^ {2}${sink}: [1-9]\\d* found`, 'm'))
    // Nothing else was wrong: what was found is what was put there.
    expect(
      new Set(text.match(/“[^”]+”(?= as )/g)?.filter((label) => !label.startsWith('“planted: '))),
    ).toEqual(new Set())
    expect(text).toContain('canary: NOT held')
    expect(code).toBe(1)
  })

  it('faults: an acknowledged message that is gone, words in the log, a listener too many', async () => {
    const planted = {
      lost: /: acknowledged message/,
      log: /stands in the log/,
      listener: /2 connections listen/,
    }
    for (const [plant, said] of Object.entries(planted)) {
      const { code, text } = await run('faults', '--quick', '--only', 'database', '--plant', plant)
      expect(text, plant).toMatch(said)
      expect(text).toContain('faults: NOT held')
      expect(code).toBe(1)
    }
  })

  it('guess: words that may be tried without limit', async () => {
    const { code, text } = await run('guess', '--quick', '--only', 'limits', '--plant', 'limit')
    expect(text).toMatch(/words, one \/48, rotating: \d+ admitted, \d+ may be/)
    expect(text).toContain('guess: NOT held')
    expect(code).toBe(1)
  })

  it('audit: a verifier that leaves its checks out', async () => {
    const { code, text } = await run('audit', '--engine', 'pglite', '--rounds', '1', '--plant', 'all')
    for (const kind of ['edit', 'delete', 'truncate', 'cut off'])
      expect(text).toContain(`${kind}: 0 of 1 found`)
    expect(text).toContain('audit: NOT held')
    expect(code).toBe(1)
  })

  it('consent: a packet that closing only hid', async () => {
    const { code, text } = await run('consent', '--plant', 'kept', '--case', 'provider declines')
    expect(text).toContain('“declined: first_name” in referrals.packets.packet, opened')
    expect(text).toContain('consent: NOT held')
    expect(code).toBe(1)
  })

  it('consent: a client that sends what was not ticked', async () => {
    const { code, text } = await run('consent', '--plant', 'unticked', '--case', 'provider declines')
    expect(text).toContain('“declined: why_now” in packet')
    expect(code).toBe(1)
  })

  it('consent: a field in a table that is not the story’s', async () => {
    const { code, text } = await run('consent', '--plant', 'story', '--case', 'provider declines')
    expect(text).toContain('in referrals.receivers.service_id')
    expect(code).toBe(1)
  })

  it('shred: a copy of the keys that nobody listed', async () => {
    const { code, text } = await run('shred', '--engine', 'pglite', '--plant', 'copy')
    expect(text).toMatch(/[1-9]\d* messages open from snapshot although their keys were destroyed/)
    expect(text).toContain('shred: NOT held')
    expect(code).toBe(1)
  })

  it('theft: a team’s private key in the log, and a table that nobody listed', async () => {
    const { code, text } = await run('theft', '--engine', 'pglite', '--plant', 'all')
    expect(text).toMatch(/opened with the outer keys: [1-9]/)
    expect(text).toContain('public.planted.note is not listed')
    expect(text).not.toMatch(/opened without the outer keys: [1-9]/)
    expect(code).toBe(1)
  })

  it('leave: no new team key follows, and the stream of somebody goes on', async () => {
    const planted = {
      epoch: /messages written after were opened/,
      stream: /the stream goes on/,
    }
    for (const [plant, said] of Object.entries(planted)) {
      const { code, text } = await run('leave', '--engine', 'pglite', '--plant', plant)
      expect(text, plant).toMatch(said)
      expect(text).toContain('leave: NOT held')
      expect(code).toBe(1)
    }
  })

  it('recover: a code that is another, one person with two people’s keys, a page that keeps silent', async () => {
    const { code, text } = await run('recover', '--engine', 'pglite', '--plant', 'all')
    expect(text).toContain('printed code: did not open the keys')
    expect(text).toContain('one person alone opened 6 messages')
    expect(text).toMatch(/the page says: (?!.*gone)/)
    expect(text).toContain('recover: NOT held')
    expect(code).toBe(1)
  })
})
