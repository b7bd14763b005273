import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { monthAfter, monthOf } from '../kernel/index.ts'
import { readConfiguration } from './configuration.ts'
import { keysByCommand, KeysUsageError } from './keys-command.ts'
import { createLog } from './log.ts'

let home: string
const month = monthOf(new Date())
const keyFile = (of: string) => join(home, 'keys', `month-${of}.key`)

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'northline-keys-command-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const order = (words: string[], now?: Date) =>
  keysByCommand(
    readConfiguration({ DATA_DIR: join(home, 'data'), OUTER_KEYS: join(home, 'keys') }),
    words,
    createLog('silent'),
    now,
  )

describe('npm run keys', () => {
  it('destroys what is due, and says that it is not complete while a listed copy is not confirmed', async () => {
    const next = new Date(`${monthAfter(month, 1)}-03T00:00:00Z`)
    expect(await order(['destroy-due'])).toContain('Destroyed: no key.')
    expect(existsSync(keyFile(month))).toBe(true)
    expect(await order(['copies', 'list'])).toContain('No copy is listed')
    expect(await order(['copies', 'add', '--where', 'paper in a safe'])).toContain('Copy 1: paper in a safe')
    const said = await order(['destroy-due'], next)
    expect(said).toContain(`Destroyed: ${month}.`)
    expect(said).toContain('Not complete: 1 copies')
    expect(existsSync(keyFile(month))).toBe(false)
    expect(await order(['list'], next)).toMatch(
      new RegExp(`^${month}  destroyed here .* NOT COMPLETE: copy 1`, 'm'),
    )
    const done = ['copies', 'confirm-destroyed', '--copy', '1', '--key', `month-${month}`, '--by', 'Ada']
    expect(await order(done)).toContain('says Ada')
    expect(await order(['list'], next)).toMatch(new RegExp(`^${month}  destroyed everywhere`, 'm'))
  })

  it('gives up a key only that is lost, so that a server starts again', async () => {
    const later = monthAfter(month, 2)
    await expect(order(['lost', '--month', later])).rejects.toThrow(/is there: it is not lost/)
    rmSync(keyFile(later))
    expect(await order(['lost', '--month', later])).toContain('given up')
    await expect(order(['lost', '--month', later])).rejects.toThrow(KeysUsageError)
  })

  it('refuses what it does not understand, and names no copy of a key that is not there', async () => {
    for (const words of [['destroy'], ['lost'], ['copies', 'add'], ['list', '--no-such-option']])
      await expect(order(words)).rejects.toThrow(KeysUsageError)
    await expect(order(['copies', 'add', '--where', 'x', '--keys', 'month-1999-01'])).rejects.toThrow(
      /no outer key/,
    )
  })
})
