import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FolderInUse, lockFolder } from './folder-lock.ts'

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'northline-lock-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const script = `
  const { lockFolder } = await import(process.argv[1])
  lockFolder(process.argv[2])
  process.stdout.write('held')
  setInterval(() => {}, 1000)
`

describe('the lock of a data folder', () => {
  it('is held once at a time and given back', () => {
    const folder = join(home, 'a')
    const release = lockFolder(folder)
    expect(() => lockFolder(folder)).toThrow(FolderInUse)
    release()
    lockFolder(folder)()
    expect(existsSync(`${folder}.lock`)).toBe(false)
  })

  it('is respected by another process, and taken over from one that was killed', async () => {
    const folder = join(home, 'b')
    const module = new URL('./folder-lock.ts', import.meta.url).href
    const other = spawn(process.execPath, ['--input-type=module', '-e', script, module, folder])
    await new Promise((resolve) => other.stdout.once('data', resolve))
    expect(() => lockFolder(folder)).toThrow(/stop that one/)
    const gone = new Promise((resolve) => other.once('exit', resolve))
    other.kill('SIGKILL')
    await gone
    expect(existsSync(`${folder}.lock`)).toBe(true)
    lockFolder(folder)()
  })

  it('is taken over when its number now belongs to another process, or it says nothing sensible', () => {
    const folder = join(home, 'c')
    for (const left of [`${process.pid} 1`, `${process.ppid} 1`, '', 'nonsense', '-1', '999999999 5']) {
      writeFileSync(`${folder}.lock`, left)
      lockFolder(folder)()
    }
  })
})
