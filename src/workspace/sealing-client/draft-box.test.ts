import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { base64UrlToBytes, bytesToText } from '../../kernel/index.ts'
import { draftKey, openDraft, sealDraft } from './draft-box.ts'

const root = (fill: number) => new Uint8Array(32).fill(fill)

describe('what was typed and not sent', () => {
  it('comes back from storage under the same key and name, whatever it is', async () => {
    const key = await draftKey(root(1))
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.jsonValue(), async (name, value) => {
        const kept: unknown = JSON.parse(JSON.stringify(value))
        expect(await openDraft(key, name, await sealDraft(key, name, value))).toEqual(kept)
      }),
      { numRuns: 60 },
    )
  })

  it('does not open for another member, under another name, or after a change', async () => {
    const key = await draftKey(root(1))
    const sealed = await sealDraft(key, 'text.a', 'unsent words')
    expect(await openDraft(await draftKey(root(2)), 'text.a', sealed)).toBeUndefined()
    expect(await openDraft(key, 'text.b', sealed)).toBeUndefined()
    expect(await openDraft(key, 'text.a', `${sealed.slice(0, -2)}AA`)).toBeUndefined()
    expect(await openDraft(key, 'text.a', 'not base64url!')).toBeUndefined()
  })

  it('stands in storage as ciphertext of a rounded length', async () => {
    const key = await draftKey(root(1))
    const [short, longer] = [await sealDraft(key, 'n', 'a'), await sealDraft(key, 'n', 'a'.repeat(300))]
    expect(short.length).toBe(longer.length)
    const bytes = base64UrlToBytes(await sealDraft(key, 'n', 'unsent words'))
    expect(() => bytesToText(bytes ?? new Uint8Array()).includes('unsent')).toThrow()
  })

  it('is sealed under a key that can’t be exported', async () => {
    expect((await draftKey(root(1))).extractable).toBe(false)
  })
})
