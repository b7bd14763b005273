import { readFileSync } from 'node:fs'
import type { Context } from 'hono'
import type { HandledRoute } from '../contracts/index.ts'
import type { Locale } from '../i18n/index.ts'
import type { SettingsOf } from '../kernel/index.ts'
import type { helpSiteSettings } from './help-site.config.ts'
import { hashSource } from './headers.ts'
import { inProcess, type Ask } from './in-process.ts'
import { createSlowLane, type SlowLane } from './without-script/slow-lane.ts'
import type { Conversations } from '../rooms/conversations/index.ts'

/** A built file: dist/help as the server's `loadAssets` gives it. */
export type HelpAsset = {
  type: string
  bytes: Uint8Array
  brotli?: Uint8Array
  gzip?: Uint8Array
  integrity: string
}

/** An error as a page shows it; `message` is in the reader's language. */
export type Problem = {
  status: number
  code: string
  message: string
  /** When to try again (`retry-after`), where that is known. */
  headers?: Readonly<Record<string, string>>
}

export type HelpSiteDeps = {
  /** Everything is invented: every page says so. */
  readonly demo?: boolean
  readonly settings: SettingsOf<typeof helpSiteSettings>
  readonly enabledLocales: readonly Locale[]
  /** Drafted locales that a person has read (REVIEWED_LOCALES). */
  readonly reviewedLocales: readonly string[]
  /** dist/help by path; where it is empty, every page works as it does without script. */
  readonly assets: ReadonlyMap<string, HelpAsset>
  /** The routes of the rooms; those the pages need are called in-process. */
  readonly routes: readonly HandledRoute[]
  /** Seals and opens for a browser without script, and says whose a ticket is. */
  readonly conversations: Pick<Conversations, 'noScript' | 'authenticate'>
  /** HELP_ORIGIN: a form that another site sends is refused. */
  readonly address: string
  /** The caller's key for rate limits; never stored or logged. */
  readonly clientKeyOf: (c: Context) => string
  /** Turns whatever was thrown into a code and a sentence, and logs it without content. */
  readonly problemOf: (error: unknown, locale: Locale) => Problem
}

const styleFiles = ['base', 'home', 'chat', 'finder', 'framed'] as const
export type StyleName = (typeof styleFiles)[number]

/** What every page is made from; put together once at the start. */
export type Site = HelpSiteDeps & {
  readonly ask: Ask
  /** First messages and words without script that wait for their turn in a crowd. */
  readonly slowLane: SlowLane
  readonly style: (name: StyleName) => string
  /** The inline script of every page; empty before the scripts are built. */
  readonly guard: string
  readonly guardSource: readonly string[]
  readonly conversation: { path: string; integrity: string } | undefined
  readonly wordList: (locale: Locale) => { path: string; integrity: string } | undefined
}

export function createSite(deps: HelpSiteDeps): Site {
  const styles = new Map(styleFiles.map((name) => [name, readStyle(name)]))
  const guard = textOf(deps.assets, 'guard.js').trim()
  const manifest = JSON.parse(textOf(deps.assets, 'manifest.json') || '{}') as Record<
    string,
    { file: string }
  >
  const built = (key: string) => {
    const file = manifest[key]?.file
    const asset = file === undefined ? undefined : deps.assets.get(file)
    return file !== undefined && asset ? { path: `/${file}`, integrity: asset.integrity } : undefined
  }
  const conversation = built('src/help-site/browser/conversation.ts')
  const lists = new Map(
    Object.values(manifest).flatMap(({ file }) => {
      const locale = /^assets\/words-(.+)-[\w-]{8}\.json$/.exec(file)?.[1]
      const asset = deps.assets.get(file)
      return locale && asset ? [[locale, { path: `/${file}`, integrity: asset.integrity }]] : []
    }),
  )
  return {
    ...deps,
    ask: inProcess(deps.routes),
    slowLane: createSlowLane(),
    style: (name) => styles.get(name) ?? '',
    guard,
    guardSource: guard ? [hashSource(guard)] : [],
    conversation,
    wordList: (locale) => lists.get(locale),
  }
}

function readStyle(name: StyleName): string {
  const css = readFileSync(new URL(`./styles/${name}.css`, import.meta.url), 'utf8')
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .trim()
}

function textOf(assets: HelpSiteDeps['assets'], path: string): string {
  const asset = assets.get(path)
  return asset ? new TextDecoder().decode(asset.bytes) : ''
}
