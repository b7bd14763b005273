import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { base64UrlToBytes, randomId, type Actor } from '../../kernel/index.ts'
import { judgeEpoch, readCertificate, signRevocations, type PinnedKey } from '../../sealing/index.ts'
import {
  newOrganisationKey,
  signEpoch,
  signRequested,
  vouchFor,
  type TestKey,
} from './certificates.testing.ts'
import { importCertificates, showCertificateRequests } from './index.ts'
import {
  Browser,
  hireWithKeys,
  makeEpoch,
  newTeam,
  openWorld,
  refusal,
  type Hired,
  type World,
} from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())

const requestsOf = async (organisationId: string) => {
  const { organisations } = await showCertificateRequests(world.deps)
  const found = organisations.find(({ organisation }) => organisation.id === organisationId)
  if (!found) throw new Error('not asked for')
  return found
}

/** A team with one member and everything of it signed. */
async function certified(key: TestKey, kind: 'hotline' | 'provider' = 'hotline') {
  const { teamId, organisationId } = await newTeam(world, kind)
  const ana = await hireWithKeys(world, teamId, [kind === 'hotline' ? 'responder' : 'provider'])
  const requested = await requestsOf(organisationId)
  const file = await signRequested(key, requested)
  return { teamId, organisationId, ana, requested, file }
}

async function judged(browser: Browser, epoch: { id: string; publicKey: string }, pins: PinnedKey[]) {
  const { proof } = await browser.call(contract.teamProof, { epochId: epoch.id })
  const publicKey = base64UrlToBytes(epoch.publicKey) ?? new Uint8Array()
  const verdict = await judgeEpoch({
    epoch: { id: epoch.id, publicKey },
    proof: proof ?? undefined,
    pins,
    now: new Date(),
  })
  return verdict.verified ? verdict.organisation.name : verdict.why
}

const nobody = () => new Browser(world.identity)

describe('certificates', () => {
  it('are asked for, signed elsewhere, taken, and no longer asked for', async () => {
    const key = await newOrganisationKey('Line')
    const { organisationId, ana, file, requested } = await certified(key)
    expect(requested.members).toMatchObject([{ memberId: ana.memberId, name: 'Sam', held: null }])
    expect(await importCertificates(world.deps, file, [key.pin])).toEqual({ certificates: 2, revocations: 0 })
    const after = await requestsOf(organisationId)
    const ids = file.certificates.map(({ statement }) => readCertificate(statement)?.id)
    expect([after.teams[0]?.held?.id, after.members[0]?.held?.id]).toEqual(ids)
    // The same file again changes nothing.
    await importCertificates(world.deps, file, [key.pin])
  })

  it('of a key that is not pinned, or with a signature that does not hold, are not taken, nor anything beside them', async () => {
    const [key, other] = [await newOrganisationKey('Line'), await newOrganisationKey('Other')]
    const { organisationId, file } = await certified(key)
    const take = (pins: PinnedKey[], changed = file) => refusal(importCertificates(world.deps, changed, pins))
    expect(await take([other.pin])).toMatch(/neither pinned/)
    const [first, second] = file.certificates
    if (!first || !second) throw new Error('two were signed')
    const forged = { ...file, certificates: [first, { ...second, signature: first.signature }] }
    expect(await take([key.pin], forged)).toMatch(/does not hold/)
    expect((await requestsOf(organisationId)).teams[0]?.held).toBeNull()
  })

  it('are kept by nobody but the system', async () => {
    const key = await newOrganisationKey('Line')
    const { ana, file } = await certified(key)
    const actor = await ana.browser.actor()
    const insert = world.database.as(actor, (tx) =>
      sql`insert into identity.certificates
        (id, kind, issuer, organisation_id, subject, statement, signature, not_before, not_after)
        select ${randomId()}, 'organisation', 'x', id, 'x', 'x', ${file.certificates[0]?.signature}, now(), now()
        from identity.organisations limit 1`.execute(tx),
    )
    expect(await refusal(insert)).toMatch(/row-level security/)
    const list = await signRevocations(key.key, { number: 1, ids: [], at: new Date().toISOString() })
    const revoke = world.database.as(actor, (tx) =>
      sql`insert into identity.revocations (issuer, number, statement, signature)
        values ('x', 1, ${list.statement}, ${list.signature})`.execute(tx),
    )
    expect(await refusal(revoke)).toMatch(/row-level security/)
  })
})

describe('a signed epoch', () => {
  it('is verified by everybody from the pinned key, and refused once its maker’s certificate is revoked', async () => {
    const key = await newOrganisationKey('Line')
    const { teamId, ana, file, requested } = await certified(key)
    await importCertificates(world.deps, file, [key.pin])
    const made = await makeEpoch(ana, teamId, 1)
    await ana.browser.call(contract.createEpoch, { ...made, signed: await signEpoch(ana, made) })
    expect(await judged(nobody(), made, [key.pin])).toBe(requested.organisation.name)

    const ids = file.certificates.flatMap(({ statement }) => readCertificate(statement)?.id ?? [])
    const list = async (number: number, revoked: string[]) => ({
      format: 'northline certificates 1' as const,
      certificates: [],
      revocations: [await signRevocations(key.key, { number, ids: revoked, at: new Date().toISOString() })],
    })
    expect(await importCertificates(world.deps, await list(2, ids), [key.pin])).toMatchObject({
      revocations: 1,
    })
    // An older list does not bring them back.
    expect(await importCertificates(world.deps, await list(1, []), [key.pin])).toMatchObject({
      revocations: 0,
    })
    expect(await judged(nobody(), made, [key.pin])).toBe('revoked')
    expect((await requestsOf(requested.organisation.id)).members[0]?.held).toBeNull()
  })

  it('whose statement is about something else, or under another’s certificate, is not begun', async () => {
    const key = await newOrganisationKey('Line')
    const { teamId, ana, organisationId } = await certified(key)
    const bo = await hireWithKeys(world, teamId, ['responder'])
    await importCertificates(world.deps, await signRequested(key, await requestsOf(organisationId)), [
      key.pin,
    ])
    const made = await makeEpoch(ana, teamId, 1)
    const other = await makeEpoch(ana, teamId, 1)
    const attempt = async (signed: Awaited<ReturnType<typeof signEpoch>>) =>
      refusal(ana.browser.call(contract.createEpoch, { ...made, signed }))
    expect(await attempt(await signEpoch(ana, other))).toBe('identity.bad_statement')
    expect(await attempt(await signEpoch(ana, made, randomId()))).toBe('identity.bad_statement')
    expect(await attempt(await signEpoch(bo, made))).toBe('identity.bad_statement')
    const swapped: Required<Hired> = { ...ana, keys: { ...ana.keys, signer: bo.keys.signer } }
    expect(await attempt(await signEpoch(swapped, made))).toBe('identity.bad_statement')
    expect(await attempt(await signEpoch(ana, made))).toBe('done')
  })

  it('by somebody without a certificate is begun all the same, and unsigned', async () => {
    const key = await newOrganisationKey('Line')
    const { teamId, ana } = await certified(key)
    const made = await makeEpoch(ana, teamId, 1)
    await ana.browser.call(contract.createEpoch, made)
    expect(await judged(nobody(), made, [key.pin])).toBe('unsigned')
    const { members } = await ana.browser.call(contract.listTeamMembers, { teamId })
    expect(members[0]?.certificate).toBeNull()
  })

  it('of a service is verified by staff over the line’s word for its key, and shown to nobody outside', async () => {
    const [line, house] = [await newOrganisationKey('Line'), await newOrganisationKey('House')]
    const { teamId, ana, file, requested } = await certified(house, 'provider')
    const vouched = await vouchFor(line, house, requested.organisation)
    const both = { ...file, certificates: [...file.certificates, vouched] }
    await importCertificates(world.deps, both, [line.pin])
    const made = await makeEpoch(ana, teamId, 1)
    await ana.browser.call(contract.createEpoch, { ...made, signed: await signEpoch(ana, made) })
    const ada = await hireWithKeys(world, (await newTeam(world)).teamId, ['responder'])
    expect(await judged(ada.browser, made, [line.pin])).toBe(requested.organisation.name)
    expect(await judged(nobody(), made, [line.pin])).toBe('unsigned')
    const publicActor: Actor = { kind: 'public' }
    const { rows } = await world.database.as(publicActor, (tx) =>
      sql`select statement from identity.certificates where organisation_id = ${requested.organisation.id}`.execute(
        tx,
      ),
    )
    expect(rows).toEqual([])
  })

  it('needs a new certificate when the member’s keys or teams change', async () => {
    const key = await newOrganisationKey('Line')
    const { organisationId, ana, file } = await certified(key)
    await importCertificates(world.deps, file, [key.pin])
    await sql`update identity.member_keys set sign_public_key = public_key where member_id = ${ana.memberId}`.execute(
      world.database.unguarded,
    )
    expect((await requestsOf(organisationId)).members[0]?.held).toBeNull()
  })
})
