import type { SiteManifest } from './manifest.ts'

type Allowed = (source: string) => boolean
const is =
  (...sources: string[]): Allowed =>
  (source) =>
    sources.includes(source)
const nonce: Allowed = (source) => /^'nonce-[\w+/=-]+'$/.test(source)
const hash: Allowed = (source) => /^'sha256-[\w+/=]+'$/.test(source)

/** What each directive may hold; one that is not here may not be there at all. */
function allowances({ site, scripts }: SiteManifest): Record<string, Allowed> {
  const own = scripts.map((script) => `'${script}'`)
  const help = site === 'help'
  return {
    'default-src': is(`'none'`),
    'script-src': (source) =>
      is(`'none'`, ...own, ...(help ? [] : [`'self'`]))(source) || (help && nonce(source)),
    // Inline styles are compared as such; a hash or nonce here allows no others.
    'style-src': (source) =>
      is(`'none'`, ...(help ? [] : [`'self'`]))(source) || hash(source) || nonce(source),
    'connect-src': is(`'self'`),
    'img-src': is('data:', ...(help ? [] : [`'self'`])),
    'frame-src': is(`'self'`),
    'form-action': is(`'self'`, `'none'`),
    'base-uri': is(`'none'`),
    'frame-ancestors': is(`'none'`, `'self'`),
    'require-trusted-types-for': is(`'script'`),
    'trusted-types': is(`'none'`),
  }
}

const required = [
  'default-src',
  'script-src',
  'base-uri',
  'frame-ancestors',
  'require-trusted-types-for',
  'trusted-types',
]

/** What is wrong with a page's Content-Security-Policy. */
export function policyFaults(header: string | undefined, manifest: SiteManifest): string[] {
  if (!header) return ['has no content policy']
  if (header.includes(',')) return ['has more than one content policy']
  const allowed = allowances(manifest)
  const seen = new Set<string>()
  const faults: string[] = []
  for (const directive of header.split(';').map((part) => part.trim())) {
    if (directive === '') continue
    const [name = '', ...sources] = directive.split(/\s+/)
    const check = allowed[name]
    if (!check || seen.has(name)) faults.push(`has a policy “${name}” that it should not have`)
    else for (const source of sources) if (!check(source)) faults.push(`allows ${name} ${source}`)
    seen.add(name)
  }
  for (const name of required) if (!seen.has(name)) faults.push(`lacks the policy “${name}”`)
  return faults
}
