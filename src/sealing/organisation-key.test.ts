import { describe, expect, it } from 'vitest'
import { sealBox } from './boxes.ts'
import { openOrganisationKey, sealOrganisationKey } from './index.ts'
import { createPair, exportPair } from './keys.ts'
import { frame, randomBytes } from './primitives.ts'
import { labels } from './suite.ts'
import { refusal } from './testing.ts'

const key = await createPair()
const other = await createPair()
const wrapKey = randomBytes(32)

describe('the file of an organisation key', () => {
  it('opens under its passphrase and gives the key that was put in', async () => {
    expect(
      await openOrganisationKey(wrapKey, key.publicKey, await sealOrganisationKey(wrapKey, key)),
    ).toEqual(key)
  })

  it('does not open under another passphrase, nor as another key’s file', async () => {
    const sealed = await sealOrganisationKey(wrapKey, key)
    expect(await refusal(openOrganisationKey(randomBytes(32), key.publicKey, sealed))).toBe('shut')
    expect(await refusal(openOrganisationKey(wrapKey, other.publicKey, sealed))).toBe('shut')
  })

  it('whose halves do not belong together is refused', async () => {
    const mixed = { publicKey: key.publicKey, privateKey: other.privateKey }
    const info = frame(labels.organisationKeyFile, key.publicKey)
    const sealed = await sealBox(wrapKey, info, exportPair(mixed))
    expect(await refusal(openOrganisationKey(wrapKey, key.publicKey, sealed))).toBe('wrong_key')
  })
})
