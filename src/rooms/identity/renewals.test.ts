import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { createMember, sealMemberBundle, type Member } from '../../sealing/index.ts'
import { Authenticator } from './authenticator.testing.ts'
import {
  age,
  Browser,
  hireWithKeys,
  makeEpoch,
  newTeam,
  openedBy,
  openWorld,
  random,
  refusal,
  tokenOf,
} from './testing.ts'
import type { Hired, World } from './testing.ts'

let world: World
let teamId: string
let lead: Required<Hired>
let sam: Required<Hired>

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())
beforeEach(async () => {
  ;({ teamId } = await newTeam(world))
  lead = await hireWithKeys(world, teamId, ['supervisor'], 'Lea')
  sam = await hireWithKeys(world, teamId, ['responder'], 'Sam')
  await lead.browser.call(contract.createEpoch, await makeEpoch(lead, teamId, 1))
})

const allow = ({ browser }: Hired, memberId: string, team = teamId) =>
  browser.call(contract.allowReturn, { teamId: team, memberId })

async function comeBack(link: string): Promise<{ browser: Browser; signInKey: string }> {
  const browser = new Browser(world.identity)
  const signInKey = random(32)
  await browser.call(contract.returnByPassphrase, { token: tokenOf(link), salt: random(16), signInKey })
  return { browser, signInKey }
}

async function renew(browser: Browser, memberId: string): Promise<Member> {
  const keys = await createMember(memberId)
  await browser.call(contract.replaceMemberKeys, {
    publicKey: bytesToBase64Url(keys.pair.publicKey),
    signPublicKey: bytesToBase64Url(keys.signer.publicKey),
    bundle: bytesToBase64Url(await sealMemberBundle(keys)),
    slots: [{ kind: 'passphrase', bytes: random(120) }],
  })
  return keys
}

describe('somebody who lost what opens their keys', () => {
  it('comes back by a leader’s link with the keys as they were, so that a printed code may still open them', async () => {
    const { link } = await allow(lead, sam.memberId)
    const shown = await new Browser(world.identity).call(contract.readReturn, { token: tokenOf(link) })
    expect(shown).toMatchObject({ name: 'Sam', handle: sam.handle, passphrases: true })
    const { browser, signInKey } = await comeBack(link)
    const { session } = await browser.call(contract.currentSession, {})
    expect(session?.keys?.publicKey).toBe(bytesToBase64Url(sam.keys.pair.publicKey))
    expect(session?.slots).toHaveLength(1)
    expect(await refusal(comeBack(link))).toBe('identity.invitation_spent')
    // The passphrase of before signs in no more, the new one does.
    const enter = (key: string) =>
      refusal(
        new Browser(world.identity).call(contract.signInPassphrase, { handle: sam.handle, signInKey: key }),
      )
    expect(await enter(sam.signInKey)).toBe('identity.sign_in_failed')
    expect(await enter(signInKey)).toBe('done')
  })

  it('may come back by a new passkey as well', async () => {
    const { link } = await allow(lead, sam.memberId)
    const browser = new Browser(world.identity)
    const { options } = await browser.call(contract.returnOptions, { token: tokenOf(link) })
    const response = new Authenticator().create(options)
    const { session } = await browser.call(contract.returnByPasskey, { token: tokenOf(link), response })
    expect(session.member.id).toBe(sam.memberId)
    expect(await refusal(browser.call(contract.readReturn, { token: tokenOf(link) }))).toBe(
      'identity.invitation_spent',
    )
  })

  it('makes new keys: the old stay as history, other ways in end, a new epoch follows, the past waits for a colleague', async () => {
    const old = sam.browser
    const { link } = await allow(lead, sam.memberId)
    const { browser } = await comeBack(link)
    const keys = await renew(browser, sam.memberId)
    const back = { ...sam, browser, keys }
    expect((await old.actor()).kind).toBe('public')
    expect(await openedBy(back, teamId)).toEqual([])
    const { epochs } = await lead.browser.call(contract.currentEpochs, {})
    expect(epochs[0]).toMatchObject({ stale: true, epoch: { number: 1 } })
    await lead.browser.call(contract.createEpoch, await makeEpoch(lead, teamId, 2))
    expect(await openedBy(back, teamId)).toEqual([2])
    const { rows } = await sql<{ public_key: Uint8Array }>`
      select public_key from identity.retired_member_keys where member_id = ${sam.memberId}`.execute(
      world.database.unguarded,
    )
    expect(rows.map((row) => new Uint8Array(row.public_key))).toEqual([sam.keys.pair.publicKey])
    // Leave was for one time.
    expect(await refusal(renew(browser, sam.memberId))).toBe('identity.renewal_not_allowed')
  })

  it('replaces nothing without leave, without a fresh sign-in, or once the leave is over', async () => {
    expect(await refusal(renew(sam.browser, sam.memberId))).toBe('identity.renewal_not_allowed')
    await allow(lead, sam.memberId)
    const { session } = await sam.browser.call(contract.currentSession, {})
    await age(world, session?.sessionId ?? '', { verified: '11 minutes' })
    expect(await refusal(renew(sam.browser, sam.memberId))).toBe('identity.sign_in_again')
    await sql`update identity.key_renewals set expires_at = now() - interval '1 second'`.execute(
      world.database.unguarded,
    )
    await age(world, session?.sessionId ?? '', { verified: '-11 minutes' })
    expect(await refusal(renew(sam.browser, sam.memberId))).toBe('identity.renewal_not_allowed')
    expect(await openedBy(sam, teamId)).toEqual([1])
  })

  it('who can still sign in needs no link, only the leave', async () => {
    await allow(lead, sam.memberId)
    expect((await sam.browser.call(contract.listMyKeys, {})).renewalUntil).toMatch(/^20/)
    await renew(sam.browser, sam.memberId)
    expect((await sam.browser.call(contract.listMyKeys, {})).renewalUntil).toBeNull()
  })
})

describe('a link back in', () => {
  it('is made by whoever could give each role of the person, for a member of the team, and not for oneself', async () => {
    const boss = await hireWithKeys(world, teamId, ['administrator'], 'Ada')
    const attempt = (hired: Hired, memberId: string, team?: string) => refusal(allow(hired, memberId, team))
    expect(await attempt(lead, boss.memberId)).toBe('identity.roles_not_yours')
    expect(await attempt(lead, lead.memberId)).toBe('identity.no_such_member')
    const other = await newTeam(world)
    const stranger = await hireWithKeys(world, other.teamId, ['administrator'])
    expect(await attempt(lead, stranger.memberId)).toBe('identity.no_such_member')
    expect(await attempt(stranger, sam.memberId)).toBe('identity.no_such_team')
    expect(await attempt(lead, sam.memberId, other.teamId)).toBe('identity.no_such_team')
    expect(await attempt(boss, sam.memberId)).toBe('done')
  })

  it('is not made over the head of another team: the leader must lead every one of theirs', async () => {
    const { organisationId } = await newTeam(world)
    const elsewhere = await newTeam(world)
    const add = (team: string, organisation: string) => sql`
      insert into identity.memberships (id, member_id, team_id, organisation_id, roles)
      values (${random(16)}, ${sam.memberId}, ${team}, ${organisation}, '{responder}')`
    // Another organisation, which the leader can't see: the link is made, and does not work.
    await add(elsewhere.teamId, elsewhere.organisationId).execute(world.database.unguarded)
    const { link } = await allow(lead, sam.memberId)
    expect(await refusal(comeBack(link))).toBe('identity.invitation_spent')
    expect(organisationId).not.toBe(elsewhere.organisationId)
    const { link: byMachine } = await world.identity.letReturn(
      { kind: 'system' },
      { teamId, memberId: sam.memberId },
    )
    expect(await refusal(comeBack(byMachine))).toBe('done')
  })

  it('works once, until it ends, and only the newest', async () => {
    const first = await allow(lead, sam.memberId)
    const second = await allow(lead, sam.memberId)
    expect(await refusal(comeBack(first.link))).toBe('identity.invitation_spent')
    await sql`update identity.key_renewals set expires_at = now()`.execute(world.database.unguarded)
    expect(await refusal(comeBack(second.link))).toBe('identity.invitation_spent')
    expect(await refusal(comeBack(`#${random(16)}`))).toBe('identity.invitation_spent')
  })
})
