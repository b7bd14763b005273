import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  absentSalt,
  handleCapability,
  hashOf,
  newToken,
  passphraseVerifier,
  unwrapEpochSlot,
  unwrapMemberSlot,
  verifierMatches,
  wrapEpochSlot,
  wrapMemberSlot,
} from './identity.secrets.ts'

const staff = new Uint8Array(32).fill(3)
const bytes = new Uint8Array(100).fill(9)

describe('a slot in the database', () => {
  it('opens in its own row, as its own kind, under its own outer key, and nowhere else', async () => {
    const member = await wrapMemberSlot(staff, 'slot', 'ana', bytes)
    const epoch = await wrapEpochSlot(staff, 'epoch', 'ana', bytes)
    expect(await unwrapMemberSlot(staff, 'slot', 'ana', member)).toEqual(bytes)
    expect(await unwrapEpochSlot(staff, 'epoch', 'ana', epoch)).toEqual(bytes)
    for (const elsewhere of [
      () => unwrapMemberSlot(staff, 'slot', 'bo', member),
      () => unwrapMemberSlot(staff, 'other', 'ana', member),
      () => unwrapMemberSlot(new Uint8Array(32), 'slot', 'ana', member),
      () => unwrapEpochSlot(staff, 'slot', 'ana', member),
      () => unwrapEpochSlot(staff, 'epoch', 'bo', epoch),
      () => unwrapMemberSlot(staff, 'epoch', 'ana', epoch),
    ])
      await expect(elsewhere()).rejects.toThrow()
  })
})

describe('a verifier', () => {
  it('matches the same key of the same member under the same outer key only', () => {
    const key = new Uint8Array(32).fill(1)
    const known = passphraseVerifier(staff, 'ana', key)
    expect(verifierMatches(known, passphraseVerifier(staff, 'ana', key))).toBe(true)
    expect(verifierMatches(known, passphraseVerifier(staff, 'bo', key))).toBe(false)
    expect(verifierMatches(known, passphraseVerifier(staff, 'ana', new Uint8Array(32)))).toBe(false)
    expect(verifierMatches(known, passphraseVerifier(new Uint8Array(32), 'ana', key))).toBe(false)
  })

  it('of an account that is not there matches nothing, not even zeros', () => {
    expect(verifierMatches(undefined, new Uint8Array(32))).toBe(false)
  })
})

describe('what stands in a claim', () => {
  it('has only characters that a claim takes, for every sign-in name and token', () => {
    const names = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{1,39}$/)
    fc.assert(fc.property(names, (name) => /^[\w:-]+$/.test(handleCapability(name))))
    fc.assert(fc.property(fc.string(), (text) => /^[\w-]{43}$/.test(hashOf(text))))
    expect(newToken()).toMatch(/^[\w-]{43}$/)
  })

  it('differs between names, as salts of absent accounts do', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 2 }),
        ([a = '', b = '']) => {
          expect(handleCapability(a)).not.toBe(handleCapability(b))
          expect(absentSalt(staff, a)).not.toEqual(absentSalt(staff, b))
        },
      ),
    )
  })
})
