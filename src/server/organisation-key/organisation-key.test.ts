import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  pinnedKeysFile,
  publicOrganisationKey,
  signedFile,
  type CertificateRequests,
} from '../../contracts/organisation-files.ts'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import {
  createMember,
  keyBytes,
  readCertificate,
  readRevocations,
  verifyCertificate,
} from '../../sealing/index.ts'
import { createLog } from '../log.ts'
import { organisationKeyByCommand } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'northline-organisation-key-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let passphrase = ''
let agrees = true
let shown: string[] = []
const run = (...args: string[]) =>
  organisationKeyByCommand(args, {
    configuration: () => {
      throw new Error('offline commands read no settings')
    },
    log: createLog('silent'),
    passphrase: async () => passphrase,
    confirm: async (lines) => {
      shown = [...lines]
      return agrees
    },
  })
const fault = (...args: string[]) =>
  run(...args).then(
    () => 'done',
    (error: Error) => error.message,
  )
const read = (name: string) => JSON.parse(readFileSync(at(name), 'utf8')) as unknown
const certificatesIn = (name: string) =>
  signedFile.parse(read(name)).certificates.flatMap((signed) => readCertificate(signed.statement) ?? [])

const day = 86_400_000
const line = { id: randomId(), name: 'Lakeside Line', kind: 'hotline' }
const house = { id: randomId(), name: 'Lantern House', kind: 'provider' }
const teamId = randomId()

async function requests(change: (file: CertificateRequests) => void = () => undefined): Promise<void> {
  const { memberId, pair, signer } = await createMember(randomId())
  const member = {
    memberId,
    name: 'Ada',
    handle: 'ada',
    roles: ['responder'],
    teamIds: [teamId],
    publicKey: bytesToBase64Url(pair.publicKey),
    signPublicKey: bytesToBase64Url(signer.publicKey),
    held: null,
  }
  const file: CertificateRequests = {
    format: 'northline certificate requests 1',
    at: new Date().toISOString(),
    organisations: [
      { organisation: line, teams: [{ teamId, name: 'Nights', held: null }], members: [member] },
      { organisation: house, teams: [], members: [] },
    ],
    over: [],
    revocations: [],
  }
  change(file)
  writeFileSync(at('requests.json'), JSON.stringify(file))
}

const signing = ['--key', at('line.key'), '--requests', at('requests.json'), '--out', at('signed.json')]

beforeAll(async () => {
  // In the clear, for speed; one test has a sealed one.
  await run('make', '--organisation', line.name, '--kind', 'hotline', '--key', at('line.key'), '--plain')
  await requests()
})

describe('the organisation key', () => {
  it('lies in a file for its owner only, and is never written over', async () => {
    expect(statSync(at('line.key')).mode & 0o777).toBe(0o600)
    expect(await fault('make', '--organisation', 'X', '--kind', 'hotline', '--key', at('line.key'))).toMatch(
      /EEXIST/,
    )
    const shared = publicOrganisationKey.parse(read('line.key.public.json'))
    expect(await run('fingerprint', at('line.key'))).toBe(`${shared.fingerprint}  ${line.name}\n`)
  })

  it('is sealed under a passphrase that is shown once, and opens with no other', async () => {
    const said = await run(
      'make',
      '--organisation',
      line.name,
      '--kind',
      'hotline',
      '--key',
      at('sealed.key'),
    )
    expect(read('sealed.key')).not.toHaveProperty('plain')
    const right = /shown once.*\n\n {2}(.+)\n/.exec(said)?.[1] ?? ''
    expect(right.split(' ')).toHaveLength(7)
    const sealed = ['sign', '--key', at('sealed.key'), ...signing.slice(2)]
    passphrase = 'seven other words that open nothing here'
    expect(await fault(...sealed)).toMatch(/does not open/)
    passphrase = right
    expect(await fault(...sealed)).toBe('done')
  })

  it('signs what the person saw and agreed to, with the key that each member can read out', async () => {
    await run('sign', ...signing)
    expect(shown.join('\n')).toMatch(/Ada \(ada\), responder in Nights\n +key (\w{4}-){4}\w{4}/)
    const [team, member] = certificatesIn('signed.json')
    expect(team?.subject).toEqual({ kind: 'team', teamId, name: 'Nights' })
    expect(member).toMatchObject({ organisation: line, subject: { kind: 'member', teamIds: [teamId] } })
    const days = (Date.parse(member?.notAfter ?? '') - Date.now()) / day
    expect(Math.round(days)).toBe(365)
    const { publicKey } = publicOrganisationKey.parse(read('line.key.public.json'))
    for (const signed of signedFile.parse(read('signed.json')).certificates)
      expect(await verifyCertificate(keyBytes(publicKey), signed)).toBe(true)
  })

  it('signs nothing without agreement, from a file that others can read, or for too long', async () => {
    agrees = false
    expect(await fault('sign', ...signing)).toBe('Nothing was signed.')
    agrees = true
    chmodSync(at('line.key'), 0o644)
    expect(await fault('sign', ...signing)).toMatch(/read by others/)
    chmodSync(at('line.key'), 0o600)
    expect(await fault('sign', ...signing, '--days', '400')).toMatch(/--days/)
    expect(await fault('sign', '--key', at('line.key'))).toMatch(/Missing: --requests/)
  })

  it('renews only what it signed before and what ends soon', async () => {
    const { fingerprint } = publicOrganisationKey.parse(read('line.key.public.json'))
    const held = (days: number, issuer = fingerprint) => ({
      id: randomId(),
      issuer,
      notAfter: new Date(Date.now() + days * day).toISOString(),
    })
    await requests(({ organisations: [one] }) => {
      if (one?.teams[0]) one.teams[0].held = held(30)
    })
    await run('renew', ...signing)
    expect(certificatesIn('signed.json').map(({ subject }) => subject.kind)).toEqual(['team'])
    await requests(({ organisations: [one] }) => {
      if (one?.teams[0]) one.teams[0].held = held(200)
    })
    expect(await run('renew', ...signing)).toMatch(/Nothing needs/)
    await run('sign', ...signing)
    expect(certificatesIn('signed.json').map(({ subject }) => subject.kind)).toEqual(['member'])
  })

  it('vouches for another organisation by its public file, and only if its fingerprint is its key’s', async () => {
    await run('make', '--organisation', house.name, '--kind', 'provider', '--key', at('house.key'), '--plain')
    await requests()
    await run('vouch', ...signing, '--for', at('house.key.public.json'))
    expect(certificatesIn('signed.json')).toMatchObject([
      { organisation: house, subject: { kind: 'organisation' } },
    ])
    const forged = { ...publicOrganisationKey.parse(read('house.key.public.json')), fingerprint: 'XXXX-XXXX' }
    writeFileSync(at('forged.json'), JSON.stringify(forged))
    expect(await fault('vouch', ...signing, '--for', at('forged.json'))).toMatch(/fingerprint/)
  })

  it('takes back what is over, on top of what was taken back before', async () => {
    const { fingerprint } = publicOrganisationKey.parse(read('line.key.public.json'))
    const over = (name: string) => ({
      id: randomId(),
      issuer: fingerprint,
      notAfter: new Date(Date.now() + 9 * day).toISOString(),
      memberId: randomId(),
      name,
    })
    const [first, second] = [over('Bo'), over('Cy')]
    await requests((file) => file.over.push(first))
    await run('revoke', ...signing)
    expect(shown.join('\n')).toContain('Bo, until')
    const before = signedFile.parse(read('signed.json')).revocations
    await requests((file) => {
      file.over.push(second)
      file.revocations.push(...before)
    })
    expect(await run('revoke', ...signing)).toMatch(/^List 2 /)
    const [list] = signedFile.parse(read('signed.json')).revocations
    expect(readRevocations(list?.statement ?? '')).toMatchObject({
      number: 2,
      ids: [first.id, second.id].sort(),
    })
    await requests((file) => {
      file.over.push(second)
      file.revocations.push(...before.map((signed) => ({ ...signed, signature: 'A'.repeat(86) })))
    })
    expect(await fault('revoke', ...signing)).toMatch(/not this key’s/)
  })

  it('is pinned by a file whose fingerprints are worked out from the keys', async () => {
    await run('pin', at('line.key.public.json'), '--out', at('pins.json'), '--revocations', '2')
    const { fingerprint } = publicOrganisationKey.parse(read('line.key.public.json'))
    expect(pinnedKeysFile.parse(read('pins.json')).keys).toMatchObject([{ fingerprint, revocations: 2 }])
  })
})
