import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { newPrintedCode, openMemberSlot, sealMemberSlot } from '../../sealing/index.ts'
import { Authenticator } from './authenticator.testing.ts'
import { age, Browser, bytesFrom, hireWithKeys, newTeam, openWorld, random, refusal } from './testing.ts'
import type { Hired, World } from './testing.ts'

let world: World
let sam: Required<Hired>

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())
beforeEach(async () => {
  sam = await hireWithKeys(world, (await newTeam(world)).teamId, ['responder'])
})

const mine = ({ browser }: Hired) => browser.call(contract.listMyKeys, {})
const sessionOf = async ({ browser }: Hired) =>
  (await browser.call(contract.currentSession, {})).session?.sessionId ?? ''

async function addPrinted(hired: Required<Hired>): Promise<{ code: string; slotId: string }> {
  const code = newPrintedCode()
  const bytes = bytesToBase64Url(await sealMemberSlot(hired.keys, { kind: 'printed', code }))
  return { code, ...(await hired.browser.call(contract.addMemberSlot, { kind: 'printed', bytes })) }
}

async function addPasskey({ browser }: Hired): Promise<{ authenticator: Authenticator; slotId: string }> {
  const authenticator = new Authenticator()
  const { options } = await browser.call(contract.addPasskeyOptions, {})
  const { credentialId } = await browser.call(contract.addPasskey, {
    response: authenticator.create(options),
  })
  const slot = { kind: 'passkey' as const, credentialId, bytes: random(120) }
  return { authenticator, ...(await browser.call(contract.addMemberSlot, slot)) }
}

async function signInBy(authenticator: Authenticator): Promise<Browser> {
  const browser = new Browser(world.identity)
  const { options } = await browser.call(contract.signInOptions, {})
  await browser.call(contract.signInPasskey, { response: authenticator.get(options) })
  return browser
}

describe('the ways that open one’s own keys', () => {
  it('are listed with when they were made; a printed code opens, and is marked when it did', async () => {
    const { code, slotId } = await addPrinted(sam)
    expect((await mine(sam)).slots.map(({ kind, usedAt }) => [kind, usedAt])).toEqual([
      ['passphrase', null],
      ['printed', null],
    ])
    const { session } = await sam.browser.call(contract.currentSession, {})
    const slot = session?.slots.find(({ id }) => id === slotId)
    const root = await openMemberSlot(sam.memberId, { kind: 'printed', code }, bytesFrom(slot?.bytes ?? ''))
    expect(root).toEqual(sam.keys.root)
    await sam.browser.call(contract.useMemberSlot, { slotId })
    expect((await mine(sam)).slots[1]?.usedAt).toMatch(/^20/)
    const passphrase = (await mine(sam)).slots[0]?.id ?? ''
    expect(await refusal(sam.browser.call(contract.useMemberSlot, { slotId: passphrase }))).toBe(
      'identity.no_such_slot',
    )
  })

  it('can be several passkeys; one that is taken away signs in no more and its sessions end', async () => {
    const { authenticator, slotId } = await addPasskey(sam)
    await addPasskey(sam)
    const lost = await signInBy(authenticator)
    expect((await lost.actor()).kind).toBe('staff')
    await sam.browser.call(contract.removeMemberSlot, { slotId })
    expect((await lost.actor()).kind).toBe('public')
    expect(await refusal(signInBy(authenticator))).toBe('identity.sign_in_failed')
    expect((await sam.browser.actor()).kind).toBe('staff')
  })

  it('are never taken away to the last, nor the one just used, nor by somebody else, nor without a fresh sign-in', async () => {
    const drop = (hired: Hired, slotId: string) =>
      refusal(hired.browser.call(contract.removeMemberSlot, { slotId }))
    const own = (await mine(sam)).slots[0]?.id ?? ''
    expect(await drop(sam, own)).toBe('identity.last_slot')
    const { slotId } = await addPrinted(sam)
    expect(await drop(sam, own)).toBe('identity.slot_in_use')
    const kim = await hireWithKeys(world, (await newTeam(world)).teamId, ['responder'])
    expect(await drop(kim, slotId)).toBe('identity.no_such_slot')
    await age(world, await sessionOf(sam), { verified: '11 minutes' })
    expect(await drop(sam, slotId)).toBe('identity.sign_in_again')
    expect((await mine(sam)).slots).toHaveLength(2)
  })

  it('take a new passphrase in place of the old one, which then neither signs in nor opens', async () => {
    const other = new Browser(world.identity)
    await other.call(contract.signInPassphrase, { handle: sam.handle, signInKey: sam.signInKey })
    const signInKey = random(32)
    const changed = { salt: random(16), signInKey, slot: random(120) }
    await sam.browser.call(contract.changePassphrase, changed)
    expect((await other.actor()).kind).toBe('public')
    expect((await mine(sam)).slots.map(({ kind }) => kind)).toEqual(['passphrase'])
    const enter = (key: string) =>
      refusal(
        new Browser(world.identity).call(contract.signInPassphrase, { handle: sam.handle, signInKey: key }),
      )
    expect(await enter(sam.signInKey)).toBe('identity.sign_in_failed')
    expect(await enter(signInKey)).toBe('done')
    const without = new Browser(world.variant({ passphrases: 'no' }))
    without.cookie = sam.browser.cookie
    expect(await refusal(without.call(contract.changePassphrase, changed))).toBe(
      'identity.passphrase_not_allowed',
    )
  })
})
