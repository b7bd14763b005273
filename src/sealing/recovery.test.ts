import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { base64UrlToBytes, randomId } from '../kernel/index.ts'
import {
  createEpoch,
  createMember,
  deriveTeamCode,
  keyCheck,
  newPrintedCode,
  openMemberSlot,
  openRecoveryShare,
  openRecoverySlot,
  recoveryOrders,
  sealRecoverySlots,
  sealTeamCodeSlot,
  openTeamCodeSlot,
  type Member,
  type RecoverySlot,
} from './index.ts'
import { epochKeyOf } from './epochs.ts'
import { flipped, refusal } from './testing.ts'

const teamId = randomId()
const people = await Promise.all([randomId(), randomId(), randomId()].map(createMember))
const { epoch, key } = await createEpoch({ teamId, number: 4, members: [] })
const readers = people.map(({ memberId, pair }) => ({ memberId, publicKey: pair.publicKey }))
const slots = await sealRecoverySlots(key, readers)
const person = (id: string) => people.find(({ memberId }) => memberId === id) ?? people[0]!

describe('two of three', () => {
  it('open the epoch, whichever two and whoever starts', async () => {
    expect(slots).toHaveLength(6)
    for (const slot of slots) {
      const share = await openRecoverySlot(epoch, slot, person(slot.firstId).pair)
      expect(await openRecoveryShare(epoch, slot, share, person(slot.secondId).pair)).toEqual(key)
    }
    expect(recoveryOrders(['a', 'b'])).toEqual([
      { firstId: 'a', secondId: 'b' },
      { firstId: 'b', secondId: 'a' },
    ])
  })

  it('are needed: one alone opens nothing, with every slot and every share that they can get', async () => {
    for (const alone of people) {
      for (const slot of slots) {
        const outer = await openRecoverySlot(epoch, slot, alone.pair).catch(() => undefined)
        expect(outer !== undefined).toBe(slot.firstId === alone.memberId)
        if (!outer) continue
        // The outer seal is off: neither is it the key, nor does the same person get the inner one off.
        expect(await refusal(epochKeyOf(epoch, outer))).toBe('wrong_key')
        expect(await refusal(openRecoveryShare(epoch, slot, outer, alone.pair))).toBe('shut')
      }
    }
  })

  it('are not the third, nor one person in both parts, nor a share for another order', async () => {
    for (const slot of slots) {
      const share = await openRecoverySlot(epoch, slot, person(slot.firstId).pair)
      const third = people.find(({ memberId }) => memberId !== slot.firstId && memberId !== slot.secondId)!
      expect(await refusal(openRecoveryShare(epoch, slot, share, third.pair))).toBe('shut')
      const turned = { firstId: slot.secondId, secondId: slot.firstId }
      expect(await refusal(openRecoveryShare(epoch, turned, share, person(slot.secondId).pair))).toBe('shut')
    }
  })

  it('open no other epoch, and nothing with a bit changed', async () => {
    const slot = slots[0] as RecoverySlot
    const other = (await createEpoch({ teamId, number: 5, members: [] })).epoch
    const first = person(slot.firstId).pair
    expect(await refusal(openRecoverySlot(other, slot, first))).toBe('shut')
    expect(await refusal(openRecoverySlot({ ...epoch, teamId: randomId() }, slot, first))).toBe('shut')
    for (let bit = 0; bit < slot.bytes.length * 8; bit += 29) {
      const changed = { ...slot, bytes: flipped(slot.bytes, bit) }
      expect(await refusal(openRecoverySlot(epoch, changed, first))).not.toBe('opened')
    }
  })

  it('see it when the private half is another epoch’s', async () => {
    const stranger = (await createEpoch({ teamId, number: 4, members: [] })).key
    const [swapped] = await sealRecoverySlots({ ...key, privateKey: stranger.privateKey }, readers)
    if (!swapped) throw new Error('no slot')
    const share = await openRecoverySlot(epoch, swapped, person(swapped.firstId).pair)
    const second = person(swapped.secondId).pair
    expect(await refusal(openRecoveryShare(epoch, swapped, share, second))).toBe('wrong_key')
  })
})

describe('a team’s printed code', () => {
  it('opens the epoch, typed carelessly too, and no other code, team or epoch does', async () => {
    const code = newPrintedCode()
    const pair = await deriveTeamCode(teamId, code)
    const slot = await sealTeamCodeSlot(key, pair.publicKey)
    const again = await deriveTeamCode(teamId, code.toLowerCase().replaceAll('-', ' '))
    expect(await openTeamCodeSlot(epoch, again, slot)).toEqual(key)
    expect(await refusal(openTeamCodeSlot(epoch, await deriveTeamCode(randomId(), code), slot))).toBe('shut')
    const other = await deriveTeamCode(teamId, newPrintedCode())
    expect(await refusal(openTeamCodeSlot(epoch, other, slot))).toBe('shut')
    expect(await refusal(openTeamCodeSlot({ ...epoch, number: 5 }, pair, slot))).toBe('shut')
    expect(
      await refusal(deriveTeamCode(teamId, `${code.slice(0, -1)}${code.endsWith('7') ? '8' : '7'}`)),
    ).toBe('malformed')
  })
})

describe('a key’s check number', () => {
  it('is 25 digits that change with the member and with either key', async () => {
    const [ana, bo] = [people[0]!, people[1]!]
    const keys = { publicKey: ana.pair.publicKey, signPublicKey: ana.signer.publicKey }
    const check = await keyCheck(ana.memberId, keys)
    expect(check).toMatch(/^(\d{5} ){4}\d{5}$/)
    expect(await keyCheck(ana.memberId, keys)).toBe(check)
    expect(await keyCheck(bo.memberId, keys)).not.toBe(check)
    expect(await keyCheck(ana.memberId, { ...keys, publicKey: bo.pair.publicKey })).not.toBe(check)
    expect(await keyCheck(ana.memberId, { ...keys, signPublicKey: bo.pair.publicKey })).not.toBe(check)
  })
})

describe('what was sealed by suite 1 once and for all', () => {
  const text = readFileSync(new URL('known-answers-recovery.json', import.meta.url), 'utf8')
  const known = JSON.parse(text, (_, value: unknown) => {
    const encoded = (value as { base64url?: unknown } | null)?.base64url
    return typeof encoded === 'string' ? base64UrlToBytes(encoded) : value
  })

  it('opens for each two of the three, by the team’s code and by the member’s printed code', async () => {
    const holder = (id: string): Member => known.holders.find((one: Member) => one.memberId === id)
    expect(known.slots).toHaveLength(6)
    for (const slot of known.slots) {
      const share = await openRecoverySlot(known.epoch, slot, holder(slot.firstId).pair)
      const opened = await openRecoveryShare(known.epoch, slot, share, holder(slot.secondId).pair)
      expect(opened).toEqual(known.key)
    }
    const { code, pair, slot } = known.teamCode
    expect(await deriveTeamCode(known.epoch.teamId, code)).toEqual(pair)
    expect(await openTeamCodeSlot(known.epoch, pair, slot)).toEqual(known.key)
    const [first] = known.holders
    const secret = { kind: 'printed' as const, code: known.printed.code }
    expect(await openMemberSlot(first.memberId, secret, known.printed.slot)).toEqual(first.root)
    const keys = { publicKey: first.pair.publicKey, signPublicKey: first.signer.publicKey }
    expect(await keyCheck(first.memberId, keys)).toBe(known.keyCheck)
  })
})
