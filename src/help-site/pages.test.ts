import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import type { Hono } from 'hono'
import { beforeAll, describe, expect, it } from 'vitest'
import { locales, translator, type Locale } from '../i18n/index.ts'
import { hashSource } from './headers.ts'
import { helpSite } from './index.ts'
import type { HelpAsset } from './site.ts'
import { address, builtAssets, openNow, stubDeps, stubRoutes } from './testing.ts'

let assets: Map<string, HelpAsset>
let site: Hono
beforeAll(async () => {
  assets = await builtAssets()
  site = helpSite(stubDeps({ assets }))
})

const paths = ['', 'chat', 'return', 'services', 'safety', 'statistics'] as const
const everyPage = locales.flatMap((locale) => paths.map((path) => [locale, path] as [Locale, string]))
const ask = (path: string, headers: Record<string, string> = {}) =>
  site.request(`${address}${path}`, { headers })
const all = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map((match) => match[1] ?? '')
const sourcesOf = (policy: string, name: string) =>
  (policy.split('; ').find((rule) => rule.startsWith(`${name} `)) ?? '').split(' ').slice(1)

describe.each(everyPage)('the page /%s/%s', (locale, path) => {
  let html: string
  let headers: Headers
  beforeAll(async () => {
    const response = await ask(`/${locale}/${path}`)
    expect(response.status).toBe(200)
    html = await response.text()
    headers = response.headers
  })

  it('has a neutral title and an icon that asks for nothing', () => {
    const t = translator(locale)
    expect(all(html, /<title>([^<]*)<\/title>/g)).toEqual([t('help.title')])
    expect(all(html, /<link [^>]*href="([^"]*)"/g).every((href) => href.startsWith('data:'))).toBe(true)
  })

  it('names no other origin but the one that Exit goes to and links that are tapped', () => {
    const fetched = all(html, /<(?:script|img|iframe|source|link|form)[^>]*?\s(?:src|action|href)="([^"]*)"/g)
    expect(fetched.filter((url) => !/^(\/|data:)/.test(url))).toEqual([])
    expect(all(html, /<a [^>]*href="([^"]*)"/g).filter((url) => !/^(\/|#|tel:|sms:)/.test(url))).toEqual([])
  })

  it('allows exactly the inline bytes that stand in it', () => {
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy.startsWith(`default-src 'none'; `)).toBe(true)
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(sourcesOf(policy, 'style-src')).toEqual(all(html, /<style>([^<]*)<\/style>/g).map(hashSource))
    const inline = all(html, /<script>([\s\S]*?)<\/script>/g).map(hashSource)
    const nonces = all(html, /<script\s[^>]*nonce="([^"]*)"/g).map((nonce) => `'nonce-${nonce}'`)
    expect(sourcesOf(policy, 'script-src')).toEqual([...inline, ...nonces])
    expect(inline).toHaveLength(1)
    expect(policy).toContain(`require-trusted-types-for 'script'`)
  })

  it('leaves nothing behind and says nothing of where one came from', () => {
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('set-cookie')).toBeNull()
  })

  it('keeps the browser from learning what is typed', () => {
    const typed = all(html, /<(?:textarea|input)\s([^>]*)>/g).filter(
      (attributes) => !/type="(hidden|checkbox)"|\shidden$/.test(attributes),
    )
    for (const attributes of typed)
      for (const rule of [
        'autocomplete="off"',
        'autocorrect="off"',
        'autocapitalize="off"',
        'spellcheck="false"',
      ])
        expect(attributes).toContain(rule)
  })

  it('is well formed: each id once, each field with its label, one first heading, Exit before the rest', () => {
    const ids = all(html, /\sid="([^"]+)"/g)
    expect(ids).toEqual([...new Set(ids)])
    const labelled = new Set(all(html, /<label for="([^"]+)"/g))
    const fields = all(html, /<(?:textarea|select|input)\s([^>]*)>/g).filter(
      (attributes) => !/type="(hidden|checkbox)"|\shidden$/.test(attributes),
    )
    for (const field of fields) expect(labelled).toContain(/id="([^"]+)"/.exec(field)?.[1])
    expect(all(html, /<(h1)[\s>]/g)).toHaveLength(1)
    expect(html.indexOf('id="exit"')).toBeLessThan(html.indexOf('<main'))
    for (const tag of ['main', 'form', 'details', 'div', 'section', 'ul', 'ol', 'p', 'aside'])
      expect(html.match(new RegExp(`<${tag}[\\s>]`, 'g'))?.length ?? 0, tag).toBe(
        html.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0,
      )
  })

  it('has no sentence that only a style hides: a text browser would read it out as true', () => {
    expect(all(html, /<(?:p|div|span|strong)\s[^>]*\shidden>([^<]*)/g).filter((text) => text.trim())).toEqual(
      [],
    )
  })

  it('says its language and direction', () => {
    expect(html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}" translate="no"`)
  })
})

describe('the first view', () => {
  it.each(locales)('in %s is one request of at most 14 KB, style and script and all', async (locale) => {
    const packed = async (encoding: string) => {
      const response = await ask(`/${locale}/`, { 'accept-encoding': encoding })
      expect(response.headers.get('content-encoding')).toBe(encoding)
      return Buffer.from(await response.arrayBuffer())
    }
    const [brotli, gzip] = [await packed('br'), await packed('gzip')]
    expect(brotliDecompressSync(brotli).equals(gunzipSync(gzip))).toBe(true)
    expect(gzip.length).toBeLessThanOrEqual(14 * 1024)
    expect(brotli.length).toBeLessThanOrEqual(14 * 1024)
    const html = gunzipSync(gzip).toString()
    expect(html).not.toMatch(/<(?:script|img|iframe)[^>]*\ssrc=|<link [^>]*rel="(?!icon)/)
  })

  it('is chosen by what the browser reads, without another request', async () => {
    const french = await ask('/', { 'accept-language': 'fr-CA,en;q=0.5' })
    expect(french.status).toBe(200)
    expect(await french.text()).toContain('<html lang="fr"')
    expect(french.headers.get('vary')).toContain('accept-language')
  })

  it.each([
    [openNow, ['help.availability.free']],
    [{ ...openNow, respondersFree: 0, waiting: 3 }, ['help.availability.busy']],
    [{ ...openNow, open: false, languages: [] }, ['help.availability.closed']],
  ] as const)('says the truth about now: %o', async (now, keys) => {
    const html = await (
      await helpSite(stubDeps({ routes: stubRoutes({ ...now, languages: [...now.languages] }) })).request(
        `${address}/en/`,
      )
    ).text()
    const others = ['help.availability.free', 'help.availability.busy', 'help.availability.closed'] as const
    for (const key of others)
      expect(html.includes(translator('en')(key))).toBe((keys as readonly string[]).includes(key))
  })

  it('says that nobody here speaks the language of the page, where that is so', async () => {
    const html = await (await ask('/ar/')).text()
    expect(html).toContain('soft draft"')
    expect(html).toContain(
      translator('ar')('help.availability.other_language', { language: 'العربية' }).slice(0, 12),
    )
  })

  it('offers no number that is not set, and no interpreter without a staffed one', async () => {
    const deps = stubDeps()
    const quiet = helpSite({ ...deps, settings: { ...deps.settings, phone: undefined, text: undefined } })
    const html = await (await quiet.request(`${address}/en/`)).text()
    expect(all(html, /href="((?:tel|sms):[^"]*)"/g)).toEqual(['tel:911'])
    const staffed = { ...openNow, interpreter: { number: '555-0199', languages: ['ar'] } }
    const offered = await helpSite(stubDeps({ routes: stubRoutes(staffed) })).request(`${address}/en/`)
    expect(await offered.text()).toContain('tel:5550199')
  })

  it('stands when nobody can say who is there', async () => {
    const broken = helpSite(stubDeps({ routes: [] }))
    const html = await (await broken.request(`${address}/en/`)).text()
    expect(html).toContain(translator('en')('help.availability.unknown').slice(0, 6))
  })
})

describe('the conversation script', () => {
  it('is at most 40 KB packed with its word list, stands in the conversation only, and is pinned', async () => {
    const script = [...assets].find(([path]) => path.startsWith('assets/conversation-'))
    const lists = [...assets].filter(([path]) => path.startsWith('assets/words-'))
    expect(lists).toHaveLength(4)
    for (const [, list] of lists)
      expect(gzipSync(script?.[1].bytes ?? '').length + gzipSync(list.bytes).length).toBeLessThanOrEqual(
        40 * 1024,
      )
    for (const path of paths) {
      const html = await (await ask(`/en/${path}`)).text()
      expect(html.includes('type="module"')).toBe(path === 'chat' || path === 'return')
    }
    const html = (await (await ask('/en/chat')).text()).replace(/\s+/g, ' ')
    expect(html).toContain(`src="/${script?.[0]}" integrity="${script?.[1].integrity}"`)
  })

  it('is served as it is named, and no path in a request names a file', async () => {
    const [path = ''] = [...assets.keys()].filter((name) => name.startsWith('assets/conversation-'))
    expect((await ask(`/${path}`)).headers.get('content-type')).toContain('text/javascript')
    for (const trick of [
      '/assets/../manifest.json',
      '/assets/%2e%2e/manifest.json',
      '/guard.js',
      '/manifest.json',
    ])
      expect((await ask(trick)).status, trick).toBe(404)
  })

  it('is not needed for a page to be there', async () => {
    const bare = helpSite(stubDeps())
    const html = await (await bare.request(`${address}/en/chat`)).text()
    expect(html).not.toContain('type="module"')
    expect(html).toContain('<form id="composer"')
  })
})

describe('what is not there', () => {
  it.each(['/xx/', '/en/nothing', '/en/chat/more', '/wp-login.php', '/en/services/not-an-id', '/%E0%A4%A'])(
    'at %s is said in a page of the same look, with a stable code',
    async (path) => {
      const response = await ask(path)
      expect(response.status).toBe(404)
      expect(await response.text()).toMatch(/request\.not_found|directory\.not_found/)
      expect(response.headers.get('content-security-policy')).toContain(`default-src 'none'`)
    },
  )

  it('is also a language that was not reviewed, outside the demo', async () => {
    const real = helpSite(stubDeps({ enabledLocales: ['en', 'fr'] }))
    expect((await real.request(`${address}/ar/`)).status).toBe(404)
    expect(await (await real.request(`${address}/en/`)).text()).not.toContain('العربية')
  })
})
