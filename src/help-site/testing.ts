import { build } from 'vite'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { extname, join, relative } from 'node:path'
import { availability } from '../contracts/conversations.ts'
import { getService, listNeeds, searchServices } from '../contracts/directory.ts'
import { handle, type HandledRoute } from '../contracts/index.ts'
import { listReleases } from '../contracts/statistics.ts'
import { errorText, locales, translator } from '../i18n/index.ts'
import { NorthlineError } from '../kernel/index.ts'
import type { Conversations } from '../rooms/conversations/index.ts'
import type { Availability } from './availability.ts'
import type { HelpAsset, HelpSiteDeps } from './site.ts'

/** For this folder's tests: the help site over answers that a test chooses. */
export const address = 'http://help.test'

const types: Record<string, string> = { '.js': 'text/javascript; charset=utf-8', '.json': 'application/json' }

/** Builds the scripts into a folder that is removed again. */
export async function builtAssets(): Promise<Map<string, HelpAsset>> {
  const outDir = mkdtempSync(join(tmpdir(), 'northline-help-'))
  const configFile = join(import.meta.dirname, 'vite.config.ts')
  await build({ configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  const files = readdirSync(outDir, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  )
  const assets = new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name)
      const bytes = readFileSync(file)
      const integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`
      return [relative(outDir, file), { type: types[extname(file)] ?? 'text/plain', bytes, integrity }]
    }),
  )
  rmSync(outDir, { recursive: true })
  return assets
}

export const openNow: Availability = { open: true, respondersFree: 2, languages: ['en', 'fr'], waiting: 0 }

/** Directory and availability with fixed answers; other routes as the test gives them. */
export function stubRoutes(now: Availability = openNow, more: readonly HandledRoute[] = []): HandledRoute[] {
  const notFound = { code: 'directory.not_found', status: 404, safe: '' }
  const routes = [
    handle(availability, async () => now),
    handle(listNeeds, async () => ({
      needs: [{ code: 'safe_bed', label: 'Safe bed' }],
      languages: [{ tag: 'fr', label: 'French' }],
      traits: [
        { code: 'women', label: 'women', gender: true },
        { code: 'children', label: 'people with children', gender: false },
      ],
      modes: [{ code: 'phone', label: 'By phone' }],
    })),
    handle(listReleases, async () => ({ releases: [] })),
    handle(searchServices, async () => {
      throw new NorthlineError({ code: 'request.rate_limited', status: 429, safe: '' })
    }),
    handle(getService, async () => {
      throw new NorthlineError(notFound)
    }),
  ]
  return [...more, ...routes.filter(({ route }) => !more.some((other) => other.route.id === route.id))]
}

const nobody = {
  noScript: {} as Conversations['noScript'],
  authenticate: () => Promise.reject(new Error('nobody')),
}

export function stubDeps(own: Partial<HelpSiteDeps> = {}): HelpSiteDeps {
  return {
    settings: {
      phone: '1-800-555-0142',
      text: '555-0143',
      emergencyNumber: '911',
      zone: 'America/Toronto',
      exitUrl: 'https://weather.example/',
    },
    enabledLocales: locales,
    reviewedLocales: [],
    assets: new Map(),
    routes: stubRoutes(),
    conversations: nobody,
    address,
    clientKeyOf: () => 'key',
    problemOf: (error, locale) => {
      const { code, status } =
        error instanceof NorthlineError ? error.kind : { code: 'server.unexpected', status: 500 }
      return { code, status, message: errorText(translator(locale), code) }
    },
    ...own,
  }
}

/** A form as a browser posts it. */
export function post(fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: address, ...headers },
    body: new URLSearchParams(fields).toString(),
  }
}
