import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withoutPasswords } from './without-passwords.ts'

const secret = 'open%2Fsesame-4711'

describe('what an operator is told of a failed start', () => {
  it.each([
    `connect to postgres://web:${secret}@db/northline`,
    `cannot parse ${secret}`,
    'password open/sesame-4711 was refused',
    'postgres://other:open/sesame-4711@db',
  ])('has no password in it: %s', (text) => {
    const shown = withoutPasswords(text, { DATABASE_URL: `postgres://web:${secret}@db/northline` })
    expect(shown).not.toMatch(/sesame/)
  })

  it.each(['127.0.0.1:1/northline', 'no such host:port/northline', '127.0.0.1:99999/x'])(
    'by the real server, which can’t reach %s, has none either',
    (where) => {
      const home = mkdtempSync(join(tmpdir(), 'northline-start-'))
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts')], {
        env: { DATABASE_URL: `postgres://web:${secret}@${where}`, OUTER_KEYS: join(home, 'keys') },
        encoding: 'utf8',
        timeout: 30_000,
      })
      rmSync(home, { recursive: true })
      expect(status).toBe(1)
      expect(stdout + stderr).not.toMatch(/sesame/)
      expect(stderr).not.toBe('')
    },
  )
})
