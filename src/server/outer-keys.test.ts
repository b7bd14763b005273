import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOuterKeys, outerKeysFingerprint } from './outer-keys.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'northline-keys-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('outer keys', () => {
  it('are made once, kept for their owner alone, and read again as they were', () => {
    const first = openOuterKeys(folder)
    const month = first.forMonth('2027-01')
    expect(statSync(join(folder, 'month-2027-01.key')).mode & 0o777).toBe(0o600)
    const second = openOuterKeys(folder)
    expect(second.forMonth('2027-01')).toEqual(month)
    expect(outerKeysFingerprint(second)).toBe(outerKeysFingerprint(first))
  })

  it('differ from month to month and from folder to folder', () => {
    const keys = openOuterKeys(folder)
    expect(keys.forMonth('2027-01')).not.toEqual(keys.forMonth('2027-02'))
    const other = mkdtempSync(join(tmpdir(), 'northline-keys-'))
    expect(outerKeysFingerprint(openOuterKeys(other))).not.toBe(outerKeysFingerprint(keys))
    rmSync(other, { recursive: true })
  })

  it('are refused when others can read them, or when they are cut short', () => {
    openOuterKeys(folder)
    chmodSync(join(folder, 'staff.key'), 0o640)
    expect(() => openOuterKeys(folder)).toThrow(/0600/)
    writeFileSync(join(folder, 'staff.key'), 'short')
    chmodSync(join(folder, 'staff.key'), 0o600)
    expect(() => openOuterKeys(folder)).toThrow(/32 bytes/)
  })

  it('of the demo are refused by everything else, and the demo refuses real ones', () => {
    openOuterKeys(folder, { demo: true })
    expect(openOuterKeys(folder, { demo: true })).toBeDefined()
    expect(() => openOuterKeys(folder)).toThrow(/made by the demo/)
    const real = mkdtempSync(join(tmpdir(), 'northline-keys-'))
    openOuterKeys(real)
    expect(() => openOuterKeys(real, { demo: true })).toThrow(/leaves them alone/)
    rmSync(real, { recursive: true })
  })

  it.each(['demo-sign-ins.json', 'demo-interrupted'])('beside %s are known as the demo’s', (left) => {
    openOuterKeys(folder)
    writeFileSync(join(folder, left), '[]')
    expect(() => openOuterKeys(folder)).toThrow(/made by the demo/)
  })

  it('never take a month as a path', () => {
    expect(() => openOuterKeys(folder).forMonth('../../etc')).toThrow(TypeError)
  })
})
