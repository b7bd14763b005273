import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyCommand } from './outer-keys.command.ts'
import { keyFiles } from './outer-keys.files.ts'
import { openOuterKeys, outerKeysFingerprint } from './outer-keys.ts'
import type { KeyStore } from './outer-keys.store.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'northline-keys-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (options?: { demo: boolean }) => openOuterKeys({ outerKeys: folder }, options)

/** A program of an operator's, as in the example that comes with the project. */
const example = join(import.meta.dirname, '..', '..', 'scripts', 'examples', 'outer-keys-command.sh')
function program(text: string): string {
  const file = join(folder, 'program.sh')
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o700 })
  return file
}
const exampleIn = (store: string) => program(`NORTHLINE_KEY_STORE=${store} exec ${example} "$@"`)

const stores: Record<string, () => KeyStore> = {
  'as files': () => keyFiles(folder),
  'behind a command': () => keyCommand(exampleIn(join(folder, 'store')), 10),
}

describe.each(Object.entries(stores))('outer keys %s', (_, openStore) => {
  it('are made once, listed, and gone once destroyed', async () => {
    const store = openStore()
    expect(await store.read('month-2027-01')).toBeUndefined()
    const key = await store.make('month-2027-01')
    expect(key).toHaveLength(32)
    expect(await store.make('month-2027-01')).toEqual(key)
    expect(await store.read('month-2027-01')).toEqual(key)
    expect(await store.make('month-2027-02')).not.toEqual(key)
    expect((await store.names()).sort()).toEqual(['month-2027-01', 'month-2027-02'])
    await store.destroy('month-2027-01')
    await store.destroy('month-2027-01')
    expect(await store.read('month-2027-01')).toBeUndefined()
    expect(await store.names()).toEqual(['month-2027-02'])
  })

  it('made by several at once are one key', async () => {
    const store = openStore()
    const made = await Promise.all([1, 2, 3, 4].map(() => store.make('staff')))
    for (const key of made) expect(key).toEqual(made[0])
  })

  it('never take a name as a path or an option', async () => {
    for (const name of ['../../etc/passwd', 'month-2027-13', '--help', 'month-2027-01/../staff', ''])
      await expect(openStore().make(name)).rejects.toThrow(TypeError)
  })
})

describe('outer keys as files', () => {
  it('are kept for their owner alone', async () => {
    await keyFiles(folder).make('month-2027-01')
    expect(statSync(join(folder, 'month-2027-01.key')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['month-2027-01.key'])
  })

  it('are refused when others can read them, or when they are cut short', async () => {
    await open()
    chmodSync(join(folder, 'staff.key'), 0o640)
    await expect(open()).rejects.toThrow(/0600/)
    writeFileSync(join(folder, 'staff.key'), 'short')
    chmodSync(join(folder, 'staff.key'), 0o600)
    await expect(open()).rejects.toThrow(/32 bytes/)
  })
})

describe('a command for outer keys', () => {
  it('is refused when it fails, is slow, or answers anything but 32 bytes in base64', async () => {
    const asked = (text: string, seconds = 10) => keyCommand(program(text), seconds).make('staff')
    await expect(asked('echo secret >&2; exit 3')).rejects.toThrow(
      /^OUTER_KEYS_COMMAND get staff ended with 3$/,
    )
    await expect(asked('sleep 5', 0.2)).rejects.toThrow(/took longer/)
    await expect(asked('echo c2hvcnQ=')).rejects.toThrow(/32 bytes/)
    await expect(asked('echo "not base64 at all, though it is a long line"')).rejects.toThrow(/32 bytes/)
  })

  it('gets no setting of the server, which may hold a password', async () => {
    process.env['DATABASE_URL'] = 'postgres://owner:hunter2@host/db'
    const names = keyCommand(program('env | grep -c hunter2 >&2 && exit 9; echo staff'), 10).names()
    delete process.env['DATABASE_URL']
    expect(await names).toEqual(['staff'])
  })
})

describe('opened outer keys', () => {
  it('are those of the last time, months included', async () => {
    await keyFiles(folder).make('month-2027-01')
    const [first, second] = [await open(), await open()]
    expect(second.forMonth('2027-01')).toEqual(first.forMonth('2027-01'))
    expect(outerKeysFingerprint(second)).toBe(outerKeysFingerprint(first))
    rmSync(join(folder, 'audit.key'))
    expect(outerKeysFingerprint(await open())).not.toBe(outerKeysFingerprint(first))
  })

  it('make no month’s key by themselves: another server could make another', async () => {
    const keys = await open()
    expect(() => keys.forMonth('2027-01')).toThrow(/no outer key/)
    expect(() => keys.forMonth('../../etc')).toThrow(TypeError)
  })

  it('of the demo are refused by everything else, and the demo refuses real ones', async () => {
    await open({ demo: true })
    expect(await open({ demo: true })).toBeDefined()
    await expect(open()).rejects.toThrow(/made by the demo/)
    const real = mkdtempSync(join(tmpdir(), 'northline-keys-'))
    await openOuterKeys({ outerKeys: real })
    await expect(openOuterKeys({ outerKeys: real }, { demo: true })).rejects.toThrow(/leaves them alone/)
    rmSync(real, { recursive: true })
  })

  it.each(['demo-sign-ins.json', 'demo-interrupted'])('beside %s are known as the demo’s', async (left) => {
    await open()
    writeFileSync(join(folder, left), '[]')
    await expect(open()).rejects.toThrow(/made by the demo/)
  })
})
