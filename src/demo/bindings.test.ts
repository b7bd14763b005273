import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askCapacity, receiversOf } from '../contracts/referrals.ts'
import { signInPassphrase, passphraseSalt } from '../contracts/identity.ts'
import { base64UrlToBytes, bytesToBase64Url, randomId, type Bytes } from '../kernel/index.ts'
import { derivePassphrase } from '../sealing/index.ts'
import { readConfiguration } from '../server/configuration.ts'
import { compose, type Northline } from '../server/index.ts'
import { createLog } from '../server/log.ts'
import { pretendedBindings } from './bindings.ts'
import { inProcessClient } from './in-process-client.ts'
import { loadServices, seedPeople, type SignIn } from './seed.ts'

const home = mkdtempSync(join(tmpdir(), 'northline-demo-'))
let northline: Northline
let signIns: SignIn[]

const service = (id: string, name: string, needs: string[]) => ({
  id,
  name,
  status: 'active',
  organization: { id: `of-${id}`, name: `House of ${name}`, description: 'Real.' },
  northline: { needs },
})

beforeAll(async () => {
  const file = join(home, 'register.json')
  const beds = Array.from({ length: 8 }, (_, i) => service(`bed-${i}`, `Beds ${i}`, ['safe_bed']))
  writeFileSync(
    file,
    JSON.stringify([...beds, service('law', 'Lawyers', ['legal_aid']), service('tea', 'Tea', [])]),
  )
  const configuration = readConfiguration({ DATA_DIR: join(home, 'data'), OUTER_KEYS: join(home, 'keys') })
  northline = await compose(configuration, { demo: true, log: createLog('silent') })
  const seeded = await seedPeople(northline, home)
  signIns = seeded.signIns
  await loadServices(northline, file, seeded.teams)
})
afterAll(async () => {
  await northline.close()
  rmSync(home, { recursive: true, force: true })
})

describe('the demo with a register of one’s own', () => {
  it('has some of its services answered by the two invented teams, and can say which', async () => {
    const bindings = await pretendedBindings(northline)
    const by = (organisation: string) =>
      bindings.filter((one) => one.organisation.startsWith(organisation)).map((one) => one.service?.name)
    expect(by('Harbour Lantern House')).toHaveLength(5)
    expect(by('Harbour Lantern House').every((name) => name?.startsWith('Beds'))).toBe(true)
    expect(by('Quayside Legal Clinic')).toEqual(['Lawyers'])
    expect(bindings.every(({ hasKey }) => hasKey)).toBe(true)
  })

  it('lets a responder ask one of them for capacity', async () => {
    const ada = signIns.find(({ handle }) => handle === 'ada')
    const client = inProcessClient(northline.app, northline.configuration.server.workspaceOrigin, 'en')
    const { salt } = await client.call(passphraseSalt, { handle: 'ada' })
    const keys = await derivePassphrase(ada?.passphrase ?? '', base64UrlToBytes(salt) as Bytes)
    const { session } = await client.call(signInPassphrase, {
      handle: 'ada',
      signInKey: bytesToBase64Url(keys.signInKey),
    })
    const [bound] = await pretendedBindings(northline)
    const serviceId = bound?.serviceId ?? ''
    const { receivers } = await client.call(receiversOf, { serviceIds: [serviceId] })
    expect(receivers).toMatchObject([{ serviceId, teamId: bound?.teamId }])
    const { ask } = await client.call(askCapacity, {
      askId: randomId(),
      fromTeamId: session.teams[0]?.teamId ?? '',
      serviceId,
      kind: 'bed',
      people: 1,
      from: new Date().toISOString(),
      until: new Date(Date.now() + 3_600_000).toISOString(),
    })
    expect(ask).toMatchObject({ state: 'asked', toTeamId: bound?.teamId })
  })
})
