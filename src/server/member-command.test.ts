import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databaseSettings, openDatabase } from '../database/index.ts'
import { readSettings } from '../kernel/index.ts'
import { identitySettings } from '../rooms/identity/index.ts'
import { createLog } from './log.ts'
import { inviteByCommand, readInvitation, UsageError, type CommandConfiguration } from './member-command.ts'
import { serverSettings } from './server.config.ts'

const complete =
  'invite|--organisation|Northern Line|--kind|hotline|--team|Days|--roles|administrator, responder|--name|Sam|--handle|Sam|--languages|en,fr'.split(
    '|',
  )
const without = (option: string) => complete.toSpliced(complete.indexOf(option), 2)
const changed = (option: string, value: string) => complete.with(complete.indexOf(option) + 1, value)

let home: string
let configuration: CommandConfiguration

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'northline-member-'))
  const environment = { DATA_DIR: join(home, 'data'), OUTER_KEYS: join(home, 'keys') }
  configuration = {
    server: readSettings(serverSettings, environment, []),
    database: readSettings(databaseSettings, environment, []),
    identity: readSettings(identitySettings, environment, []),
  }
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const invite = (args: readonly string[]) => inviteByCommand(configuration, args, createLog('silent'))

describe('npm run member -- invite', () => {
  it('reads what an operator types', () => {
    expect(readInvitation(complete)).toEqual({
      organisation: 'Northern Line',
      kind: 'hotline',
      team: 'Days',
      roles: ['administrator', 'responder'],
      name: 'Sam',
      handle: 'sam',
      languages: ['en', 'fr'],
    })
  })

  it.each([
    ['nothing at all', [], 'The only command'],
    ['another command', ['remove'], 'The only command'],
    ['an unknown option', [...complete, '--password', 'x'], '--password'],
    ['no team', without('--team'), '--team'],
    ['an unknown role', changed('--roles', 'boss'), '--roles'],
    ['a sign-in name with spaces', changed('--handle', 'sam smith'), '--handle'],
    ['two faults at once', without('--team').with(4, 'club'), '--kind, --team'],
  ])('says what is wrong and how it goes, given %s', (_, args, part) => {
    expect(() => readInvitation(args)).toThrow(UsageError)
    expect(() => readInvitation(args)).toThrow(part)
    expect(() => readInvitation(args)).toThrow('npm run member')
  })

  it('makes organisation and team on an empty database and prints a link that works once', async () => {
    const printed = await invite(complete)
    expect(printed).toMatch(/http:\/\/workspace\.localhost:8080\/invitation#[\w-]{22}\n/)
    const again = await invite(changed('--handle', 'kim'))
    expect(again).not.toBe(printed)
    await expect(invite(changed('--roles', 'provider'))).rejects.toThrow(
      'You cannot give or take away these roles.',
    )
  })

  it('refuses while the server has the embedded database open', async () => {
    const server = await openDatabase({ dataDir: configuration.database.dataDir })
    await expect(invite(complete)).rejects.toThrow(
      /open in another process.*: stop that one .*do this again, and start it after/,
    )
    await server.close()
    await expect(invite(complete)).resolves.toContain('Sam')
  })
})

describe('npm run member -- return', () => {
  it('prints a way back for somebody who works here, and says so when nobody does', async () => {
    await expect(invite(['return', '--handle', 'sam'])).rejects.toThrow('Nobody works here')
    await expect(invite(['return'])).rejects.toThrow('--handle')
    await expect(invite(['return', '--handle', 'no such name'])).rejects.toThrow(UsageError)
  })
})
