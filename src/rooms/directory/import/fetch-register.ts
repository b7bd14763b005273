import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'

/** What a fetch needs beside the address; all but `folder` have their own. */
export type FetchOptions = {
  /** Where pages are kept until the import is done, so that a killed fetch goes on at the next page. */
  folder: string
  /** Told after each page: how many pages there are now, and of how many. */
  onPage?: (page: number, pages: number) => void
  now?: () => Date
  /** The longest pause before another try, in ms. */
  longestPause?: number
}

/** What is known of a fetch that is under way; beside the pages. */
type Progress = { base: string; begun: string; next: number; pages: number; done: boolean }

const perPage = 100
const tries = 5
const largestPage = 64 * 1024 * 1024
const mostPages = 100_000
// A register changes under a long pause: pages of two days do not belong together.
const staleAfter = 24 * 3_600_000

/**
 * Fetches every service of an HSDS 3.x API, page by page, into a folder that is then imported as any other. Asks for
 * whole services; where a list has summaries only, each service is asked for by its id. What is already there of the
 * same address and day is not fetched again. Throws `directory.import_remote_failed`.
 */
export async function fetchRegister(
  address: string,
  options: FetchOptions,
): Promise<{ pages: number; kept: number }> {
  const base = baseOf(address)
  const now = options.now?.() ?? new Date()
  let progress = progressIn(options.folder)
  const isFresh = progress && now.getTime() - Date.parse(progress.begun) < staleAfter
  if (!progress || progress.base !== base.href || !isFresh) {
    // Pages of another fetch would be read with ours.
    rmSync(options.folder, { recursive: true, force: true })
    progress = { base: base.href, begun: now.toISOString(), next: 1, pages: 0, done: false }
  }
  // Others on the machine need not read where a shelter is.
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const kept = progress.next - 1
  while (!progress.done) {
    if (progress.next > mostPages) throw failed(base, `has more than ${mostPages} pages`)
    const page = await fetchPage(base, progress.next, options)
    const whole = page.contents.some(isSummary)
      ? await fetchEach(base, page.contents, options)
      : page.contents
    // The page first: progress that says more than there is would leave a hole.
    writeWhole(join(options.folder, pageName(progress.next)), JSON.stringify({ contents: whole }))
    progress = { ...progress, next: progress.next + 1, pages: page.pages, done: page.last }
    writeWhole(join(options.folder, progressName), JSON.stringify(progress))
    options.onPage?.(progress.next - 1, Math.max(progress.pages, progress.next - 1))
  }
  return { pages: progress.next - 1, kept }
}

const progressName = 'fetch.progress'
const pageName = (page: number) => `page-${String(page).padStart(6, '0')}.json`

function progressIn(folder: string): Progress | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, progressName), 'utf8')) as Progress
  } catch {
    return undefined
  }
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}

function baseOf(address: string): URL {
  const text = address.endsWith('/') ? address : `${address}/`
  const base = URL.canParse(text) ? new URL(text.replace(/\/services\/$/, '/')) : undefined
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(base?.hostname ?? '')
  // What is fetched in the clear can be changed on the way: a shelter's number among it.
  if (!base || (base.protocol !== 'https:' && !isLoopback))
    throw new NorthlineError(directoryErrors.import_remote_failed, {
      host: base?.host ?? address.slice(0, 100),
      reason: 'is not an address that begins with https://',
    })
  return base
}

type Page = { contents: unknown[]; pages: number; last: boolean }

async function fetchPage(base: URL, page: number, options: FetchOptions): Promise<Page> {
  const url = new URL(`services?page=${page}&per_page=${perPage}&full=true`, base)
  const found = await fetchJson(base, url, options)
  const { contents, total_pages: pages, last_page: last } = isObject(found) ? found : {}
  if (!Array.isArray(contents)) throw failed(base, 'does not answer with a page of HSDS (`contents`)')
  const count = typeof pages === 'number' ? pages : 0
  return {
    contents,
    pages: count,
    last: last === true || contents.length === 0 || (count > 0 && page >= count),
  }
}

/** Whether a service of a list has none of what lies in a service; its own page is asked for then. */
function isSummary(service: unknown): boolean {
  if (!isObject(service) || typeof service['id'] !== 'string') return false
  const parts = ['service_at_locations', 'phones', 'schedules', 'service_areas', 'languages', 'attributes']
  return !parts.some((part) => Object.hasOwn(service, part))
}

async function fetchEach(base: URL, services: readonly unknown[], options: FetchOptions): Promise<unknown[]> {
  const whole: unknown[] = []
  for (const service of services)
    whole.push(
      isObject(service) && isSummary(service)
        ? await fetchJson(
            base,
            new URL(`services/${encodeURIComponent(String(service['id']))}`, base),
            options,
          )
        : service,
    )
  return whole
}

async function fetchJson(base: URL, url: URL, options: FetchOptions): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const answer = await tryOnce(base, url)
    if ('json' in answer) return answer.json
    if (!answer.again || attempt === tries) throw failed(base, answer.reason, url)
    const pause = Math.max(answer.after ?? 0, 500 * 2 ** attempt)
    await wait(Math.min(pause, options.longestPause ?? 120_000))
  }
}

type Answer = { json: unknown } | { reason: string; again: boolean; after?: number }

async function tryOnce(base: URL, url: URL): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(url, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(60_000),
    })
  } catch (error) {
    return {
      again: true,
      reason:
        error instanceof Error && error.name === 'TimeoutError'
          ? 'does not answer within a minute'
          : 'can’t be reached',
    }
  }
  if (new URL(response.url).origin !== base.origin)
    return { again: false, reason: `sends us on to ${new URL(response.url).host}` }
  if (!response.ok) {
    const after = Number(response.headers.get('retry-after')) * 1_000
    return {
      again: response.status === 429 || response.status >= 500,
      reason: `answers ${response.status}`,
      ...(after > 0 ? { after } : {}),
    }
  }
  const text = await readBounded(response)
  if (text === undefined) return { again: false, reason: 'answers with more than 64 MiB at once' }
  try {
    return { json: JSON.parse(text) }
  } catch {
    return { again: true, reason: 'answers with something that is not JSON' }
  }
}

async function readBounded(response: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.byteLength
    if (length > largestPage) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function failed(base: URL, reason: string, url?: URL): NorthlineError {
  return new NorthlineError(directoryErrors.import_remote_failed, {
    host: base.host,
    reason,
    ...(url ? { path: `${url.pathname}${url.search}` } : {}),
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
