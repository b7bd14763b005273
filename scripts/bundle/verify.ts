import { parse } from 'parse5'
import { fetchFrom, type Fetched } from './fetch.ts'
import { sha, type SiteManifest } from './manifest.ts'
import { pageFaults } from './page.ts'
import { policyFaults } from './policy.ts'

export type Pinned = { organisation: string; fingerprint: string; revocations: number }

export type Report = {
  site: SiteManifest['site'] | undefined
  faults: string[]
  notes: string[]
  files: number
  pages: number
  /** What the site says its browsers are pinned to: compared with paper by a person, or with `pins`. */
  pinned: Pinned[]
}

type Live = SiteManifest & { organisationKeys?: { data?: string; keys?: Pinned[] } }

/** Compares one live origin with a build made here. */
export async function verifySite(
  origin: string,
  built: Record<SiteManifest['site'], SiteManifest>,
  pins?: readonly Pinned[],
): Promise<Report> {
  const report: Report = { site: undefined, faults: [], notes: [], files: 0, pages: 0, pinned: [] }
  const live = await manifestFrom(origin)
  const manifest = live && built[live.site]
  if (!live || !manifest) {
    report.faults.push(`${origin}/bundle.json is not there, or not a manifest`)
    return report
  }
  report.site = live.site
  report.pinned = live.organisationKeys?.keys ?? []
  report.faults.push(...manifestFaults(live, manifest))
  if (live.commit !== manifest.commit)
    report.notes.push(`says it was built from ${live.commit}; this build is of ${manifest.commit}`)
  if (pins) report.faults.push(...pinFaults(report.pinned, pins))
  for (const [path, hash] of Object.entries(manifest.files)) {
    report.files++
    report.faults.push(...(await fileFaults(origin, path, hash)))
  }
  const pages = live.site === 'help' ? await helpPages(origin) : ['/', '/team', '/anything/else']
  for (const path of pages) {
    report.pages++
    for (const encoding of ['br', 'identity'] as const) {
      const page = await fetchFrom(origin + path, encoding, path.split('/')[1] || 'en').catch(() => undefined)
      if (!page) {
        report.faults.push(`${path} can’t be read`)
        continue
      }
      const expected = {
        manifest,
        pinnedData: live.organisationKeys?.data ?? '',
        seals: live.site === 'workspace' || /\/(chat|return)$/.test(path),
      }
      const found = [
        ...(page.status === 200 ? [] : [`answers ${page.status}`]),
        ...policyFaults(page.headers['content-security-policy'], manifest),
        ...pageFaults(page.body.toString(), expected),
        ...(live.site === 'workspace' ? shellFaults(page, manifest) : []),
      ]
      report.faults.push(...found.map((fault) => `${path} ${fault}`))
    }
  }
  report.faults = [...new Set(report.faults)]
  return report
}

async function manifestFrom(origin: string): Promise<Live | undefined> {
  try {
    const { status, body } = await fetchFrom(`${origin}/bundle.json`, 'identity')
    const read = JSON.parse(body.toString()) as Live
    return status === 200 && read.format === 'northline bundle 1' ? read : undefined
  } catch {
    return undefined
  }
}

function manifestFaults(live: Live, built: SiteManifest): string[] {
  const faults: string[] = []
  if (live.version !== built.version)
    faults.push(`bundle.json says version ${live.version}; this build is ${built.version}`)
  const paths = new Set([...Object.keys(live.files), ...Object.keys(built.files)])
  for (const path of paths) {
    if (live.files[path] === undefined) faults.push(`bundle.json lacks ${path}`)
    else if (built.files[path] === undefined)
      faults.push(`bundle.json lists ${path}, which this build does not have`)
    else if (live.files[path] !== built.files[path]) faults.push(`bundle.json has another hash for ${path}`)
  }
  const same = (name: 'scripts' | 'styles' | 'shell') =>
    JSON.stringify(live[name]) === JSON.stringify(built[name])
  for (const name of ['scripts', 'styles', 'shell'] as const) {
    if (!same(name)) faults.push(`bundle.json has other inline ${name}`)
  }
  return faults
}

function pinFaults(live: readonly Pinned[], pins: readonly Pinned[]): string[] {
  const spell = ({ fingerprint, revocations }: Pinned) => `${fingerprint} (revocations ${revocations})`
  const [there, here] = [live.map(spell), pins.map(spell)]
  return [
    ...there
      .filter((one) => !here.includes(one))
      .map((one) => `is pinned to another organisation key: ${one}`),
    ...here.filter((one) => !there.includes(one)).map((one) => `is not pinned to ${one}`),
  ]
}

/** The same bytes, however they are packed. */
async function fileFaults(origin: string, path: string, hash: string): Promise<string[]> {
  const faults: string[] = []
  for (const encoding of ['br', 'gzip', 'identity'] as const) {
    const found = await fetchFrom(origin + path, encoding).catch(() => undefined)
    if (!found) {
      faults.push(`${path} (${encoding}) can’t be read`)
      continue
    }
    const { status, body } = found
    if (status !== 200) faults.push(`${path} answers ${status}`)
    else if (sha('sha384', body) !== hash) faults.push(`${path} (${encoding}) is not the file of this build`)
  }
  return [...new Set(faults)]
}

/** The pages of every language that the first page offers. */
async function helpPages(origin: string): Promise<string[]> {
  const { body } = await fetchFrom(`${origin}/`, 'identity')
  const links = JSON.stringify(parse(body.toString()), (key, value: unknown) =>
    key === 'parentNode' ? undefined : value,
  )
  const locales = new Set(
    [...links.matchAll(/"\/([A-Za-z]{2,3}(?:-[A-Za-z]+)?)\/"/g)].map(([, locale]) => locale ?? ''),
  )
  if (locales.size === 0) locales.add('en')
  const paths = ['', 'chat', 'return', 'services', 'safety']
  return ['/', ...[...locales].flatMap((locale) => paths.map((path) => `/${locale}/${path}`))]
}

/** The workspace's page is the built one, but for a nonce and the pinned keys. */
function shellFaults({ body }: Fetched, { shell }: SiteManifest): string[] {
  const page = body
    .toString()
    .replace(/<script type="application\/json" id="organisation-keys">[^<]*<\/script><\/head>/, '</head>')
    .replaceAll(/nonce="[\w+/=]*"/g, 'nonce="__NONCE__"')
  return sha('sha384', page) === shell ? [] : ['is not the page of this build']
}
