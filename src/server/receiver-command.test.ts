import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseSettings, openDatabase } from '../database/index.ts'
import { readSettings } from '../kernel/index.ts'
import { createDirectory, directorySettings } from '../rooms/directory/index.ts'
import { identitySettings } from '../rooms/identity/index.ts'
import { createLog } from './log.ts'
import { inviteByCommand } from './member-command.ts'
import { openMigrated } from './open-migrated.ts'
import { readReceiverOrder, receiverByCommand, ReceiverUsageError } from './receiver-command.ts'
import { serverSettings } from './server.config.ts'

const home = mkdtempSync(join(tmpdir(), 'northline-receiver-'))
const environment = { DATA_DIR: join(home, 'data'), OUTER_KEYS: join(home, 'keys') }
const configuration = {
  server: readSettings(serverSettings, environment, []),
  database: readSettings(databaseSettings, environment, []),
  identity: readSettings(identitySettings, environment, []),
}
const log = createLog('silent')
const receiver = (...args: string[]) => receiverByCommand(configuration, args, log)

const service = (id: string, name: string, house: string) => ({
  id,
  name,
  status: 'active',
  organization: { id: house, name: house, description: 'Invented.' },
})

beforeAll(async () => {
  const file = join(home, 'register.json')
  writeFileSync(
    file,
    JSON.stringify([
      service('a', 'Night beds', 'Harbour House'),
      service('b', 'Legal advice', 'Harbour House'),
      service('c', 'Legal advice', 'Town Clinic'),
    ]),
  )
  const database = await openMigrated(configuration, log)
  const settings = readSettings(directorySettings, {}, [])
  await createDirectory({ database, settings }).importDirectory(file)
  await database.close()
  const invite =
    'invite|--organisation|Harbour House|--kind|provider|--team|Night desk|--roles|provider|--name|Sam|--handle|sam'
  await inviteByCommand(configuration, invite.split('|'), log)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('npm run receiver', () => {
  it.each([
    ['nothing at all', [], 'The commands are'],
    ['another command', ['give'], 'The commands are'],
    ['an unknown option', ['list', '--all', 'x'], '--all'],
    ['no service', ['set', '--team', 'Night desk'], '--service'],
    ['no team', ['set', '--service', 'Night beds'], '--team'],
  ])('says what is wrong and how it goes, given %s', (_, args, part) => {
    expect(() => readReceiverOrder(args)).toThrow(ReceiverUsageError)
    expect(() => readReceiverOrder(args)).toThrow(part)
    expect(() => readReceiverOrder(args)).toThrow('npm run receiver')
  })

  it('names, lists and takes away the team that receives, without a running server', async () => {
    expect(await receiver('list')).toContain('all are phoned')
    const named = await receiver('set', '--service', 'night BEDS', '--team', 'night desk')
    expect(named).toMatch(/^Night beds · Harbour House \([\w-]{22}\): Night desk · Harbour House/)
    // Sam has not joined, so nothing can be sealed to the team: it says so.
    expect(named).toContain('no key yet')
    expect(await receiver('list')).toMatch(
      /^Night beds · Harbour House .*\n {2}Night desk · Harbour House: no key yet/,
    )
    expect(await receiver('remove', '--service', 'Night beds')).toContain('It is phoned')
    expect(await receiver('list')).toContain('all are phoned')
  })

  it('guesses nothing: a name that two have, or nobody, changes nothing and shows who could be meant', async () => {
    const both = receiver('set', '--service', 'Legal advice', '--team', 'Night desk')
    await expect(both).rejects.toThrow(
      /More than one[^]*Harbour House \([\w-]{22}\)[^]*Town Clinic \([\w-]{22}\)/,
    )
    await expect(receiver('set', '--service', 'beds', '--team', 'Night desk')).rejects.toThrow(
      /Not found: the service “beds”[^]*Night beds/,
    )
    await expect(receiver('set', '--service', 'Night beds', '--team', 'Days')).rejects.toThrow(
      /Not found: the team “Days”[^]*Night desk · Harbour House/,
    )
    expect(await receiver('list')).toContain('all are phoned')
    const clinic = await both.catch((error: Error) => /Town Clinic \(([\w-]{22})\)/.exec(error.message)?.[1])
    expect(await receiver('set', '--service', String(clinic), '--team', 'Harbour House')).toContain(
      'Town Clinic',
    )
  })

  it('refuses while the server has the embedded database open', async () => {
    const server = await openDatabase({ dataDir: configuration.database.dataDir })
    await expect(receiver('list')).rejects.toThrow(/stop that one/)
    await server.close()
  })
})
