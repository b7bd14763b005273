import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { keepMemoryOutOfCoreFiles } from './core-files.ts'

const here = fileURLToPath(new URL('./core-files.ts', import.meta.url))

it.skipIf(!existsSync('/proc/self/coredump_filter'))(
  'the memory of a process that asked for it is left out of core files',
  () => {
    // In a process of its own, since the switch can't be turned back by chance.
    const script = `
      const { keepMemoryOutOfCoreFiles } = await import(${JSON.stringify(here)})
      const { readFileSync } = await import('node:fs')
      process.stdout.write(keepMemoryOutOfCoreFiles() + ' ' + readFileSync('/proc/self/coredump_filter', 'utf8'))`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    })
    expect(stdout.trim()).toBe('true 00000000')
  },
)

it('a system without the switch does not stop the start', () => {
  expect(keepMemoryOutOfCoreFiles('/nowhere/coredump_filter')).toBe(false)
})
