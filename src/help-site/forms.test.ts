import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { helpSite } from './index.ts'
import { longestForm } from './forms.ts'
import { address, post, stubDeps } from './testing.ts'

const site = helpSite(stubDeps())
const send = (init: RequestInit) => site.request(`${address}/en/services`, init)

describe('a form', () => {
  it.each<[string, RequestInit, number]>([
    ['of another site', post({}, { origin: 'https://evil.example' }), 403],
    ['in another site’s frame', post({}, { 'sec-fetch-site': 'cross-site' }), 403],
    ['of another kind', post({}, { 'content-type': 'text/plain' }), 400],
    ['of files', post({}, { 'content-type': 'multipart/form-data; boundary=x' }), 400],
    ['that is packed', post({}, { 'content-encoding': 'gzip' }), 400],
    ['that is too long', post({ text: 'x'.repeat(longestForm) }), 413],
    [
      'of too many fields',
      post(Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`f${i}`, '']))),
      400,
    ],
    ['of bytes that are no text', { ...post({}), body: new Uint8Array([0x61, 0x3d, 0xff]) }, 400],
  ])('%s is refused with a page and nothing else', async (_what, init, status) => {
    const response = await send(init)
    expect(response.status).toBe(status)
    expect(await response.text()).toContain('request.')
  })

  it('of our own page without a referrer is taken: its origin is then null', async () => {
    expect((await send(post({}, { origin: 'null', 'sec-fetch-site': 'same-origin' }))).status).not.toBe(403)
  })

  it('comes back with what was typed when the search fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[\p{L}\p{N} '"<>&;-]{1,80}$/u), async (typed) => {
        const html = await (await send(post({ text: typed, place: 'Kingston' }))).text()
        const value = /id="text"\s+name="text"\s+value="([^"]*)"/.exec(html)?.[1] ?? ''
        expect(unescape(value)).toBe(typed.trim())
        expect(html).not.toMatch(/<(?!\/?[a-z!])/i)
      }),
      { numRuns: 40 },
    )
  })

  it('too often from one network is asked to wait', async () => {
    const busy = helpSite(stubDeps())
    const statuses = await Promise.all(
      Array.from({ length: 130 }, async () => (await busy.request(`${address}/en/return`, post({}))).status),
    )
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
  })
})

function unescape(text: string): string {
  const marks: Record<string, string> = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&amp;': '&',
  }
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (mark) => marks[mark] ?? mark)
}
