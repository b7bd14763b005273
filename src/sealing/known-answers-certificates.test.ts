import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { base64UrlToBytes } from '../kernel/index.ts'
import * as sealing from './index.ts'

/** Signed once and for all: if this fails, installations no longer believe what their organisation signed. */
const text = readFileSync(new URL('known-answers-certificates.json', import.meta.url), 'utf8')
const known = JSON.parse(text, (_, value: unknown) => {
  const encoded = (value as { base64url?: unknown } | null)?.base64url
  return typeof encoded === 'string' ? base64UrlToBytes(encoded) : value
})

it('the chain from an epoch to the pinned key holds, until its statement ends', async () => {
  const judge = (now: string) =>
    sealing.judgeEpoch({ epoch: known.epoch, proof: known.proof, pins: [known.pin], now: new Date(now) })
  expect(await judge('2026-12-24T00:00:00.000Z')).toEqual({
    verified: true,
    organisation: { id: 'AwMDAwMDAwMDAwMDAwMDAw', name: 'Invented House', kind: 'provider' },
    team: 'Night desk',
    until: new Date('2027-02-24T00:00:00.000Z'),
  })
  expect(await judge('2027-02-25T00:00:00.000Z')).toEqual({ verified: false, why: 'expired' })
})

it('fingerprints are spelled as they were, and the file of the organisation key opens', async () => {
  const { member, pin, fingerprint, keyFile } = known
  expect(await sealing.organisationFingerprint(sealing.keyBytes(pin.publicKey))).toBe(fingerprint)
  expect(await sealing.memberFingerprint(member.publicKey, member.signPublicKey)).toBe(member.fingerprint)
  const opened = await sealing.openOrganisationKey(keyFile.wrapKey, keyFile.key.publicKey, keyFile.sealed)
  expect(opened).toEqual(keyFile.key)
})
