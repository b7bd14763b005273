import { describe, expect, it } from 'vitest'
import { runDrill } from './run-drill.ts'

describe('a drill that can’t fail proves nothing', () => {
  it('faults: an acknowledged message that is gone, words in the log, a listener too many', async () => {
    const planted = {
      lost: /: acknowledged message/,
      log: /stands in the log/,
      listener: /2 connections listen/,
    }
    for (const [plant, said] of Object.entries(planted)) {
      const { code, text } = await runDrill('faults', '--quick', '--only', 'database', '--plant', plant)
      expect(text, plant).toMatch(said)
      expect(text).toContain('faults: NOT held')
      expect(code).toBe(1)
    }
  })

  it('shred: a copy of the keys that nobody listed', async () => {
    const { code, text } = await runDrill('shred', '--engine', 'pglite', '--plant', 'copy')
    expect(text).toMatch(/[1-9]\d* messages open from snapshot although their keys were destroyed/)
    expect(text).toContain('shred: NOT held')
    expect(code).toBe(1)
  })

  it('theft: a team’s private key in the log, and a table that nobody listed', async () => {
    const { code, text } = await runDrill('theft', '--engine', 'pglite', '--plant', 'all')
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
      const { code, text } = await runDrill('leave', '--engine', 'pglite', '--plant', plant)
      expect(text, plant).toMatch(said)
      expect(text).toContain('leave: NOT held')
      expect(code).toBe(1)
    }
  })

  it('recover: a code that is another, one person with two people’s keys, a page that keeps silent', async () => {
    const { code, text } = await runDrill('recover', '--engine', 'pglite', '--plant', 'all')
    expect(text).toContain('printed code: did not open the keys')
    expect(text).toContain('one person alone opened 6 messages')
    expect(text).toMatch(/the page says: (?!.*gone)/)
    expect(text).toContain('recover: NOT held')
    expect(code).toBe(1)
  })

  it('ledger: a grant that was never written, and a reader that believes every entry', async () => {
    const late = await runDrill('ledger', '--kills', '5', '--plant', 'late')
    expect(late.text).toContain('never-written was granted and is not in the ledger')
    expect(late.code).toBe(1)
    const unchained = await runDrill('ledger', '--kills', '10', '--plant', 'unchained')
    expect(unchained.text).toMatch(/changes by hand found: 0 of [1-9]/)
    expect(unchained.code).toBe(1)
  })

  it('privacy: too little noise, noise of another kind, and a release that is drawn again', async () => {
    const planted = {
      'sigma-0.8': /less noise than claimed/,
      'sigma-0.5': /told apart better than the loss allows/,
      laplace: /numbers that are not whole/,
      redraw: /64 different answers\n.*the noise can be averaged away/,
    }
    for (const [plant, said] of Object.entries(planted)) {
      const { code, text } = await runDrill('privacy', '--runs', '600', '--plant', plant)
      expect(text, plant).toMatch(said)
      expect(text).toContain('privacy: NOT held')
      expect(code).toBe(1)
    }
  })
})
