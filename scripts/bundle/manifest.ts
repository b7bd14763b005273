import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { styleFragments } from '../../src/help-site/style-text.ts'

/** What a site consists of, as hashes: everything that runs in a browser is named here or is refused. */
export type SiteManifest = {
  format: 'northline bundle 1'
  site: 'help' | 'workspace'
  version: string
  commit: string
  /** Files that are served, by path: `sha384-…`, as it stands in integrity attributes. */
  files: Record<string, string>
  /** Inline scripts that pages may hold: `sha256-…` of their text, as it stands in the policy. */
  scripts: string[]
  /** Pieces of which inline styles are put together: `sha384-…` of each. */
  styles: string[]
  /** The page of the workspace, as it is before a nonce and the pinned keys are put in. */
  shell?: string
}

export const sha = (kind: 'sha256' | 'sha384', bytes: Uint8Array | string): string =>
  `${kind}-${createHash(kind).update(bytes).digest('base64')}`

/** The inline script that carries the integrity of every module of the workspace. */
export const importMap = /<script type="importmap"[^>]*>([\s\S]*?)<\/script>/

/** The manifest of a built site. `commit` says where the sources came from; the hashes do not depend on it. */
export function manifestOf(root: string, site: SiteManifest['site']): SiteManifest {
  const folder = join(root, 'dist', site)
  const read = (name: string) => readFileSync(join(folder, name))
  const shell = site === 'workspace' ? read('index.html').toString() : undefined
  const inline = shell === undefined ? read('guard.js').toString().trim() : (importMap.exec(shell)?.[1] ?? '')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return {
    format: 'northline bundle 1',
    site,
    version,
    commit: commitOf(root),
    files: Object.fromEntries(assetsIn(folder).map((name) => [`/${name}`, sha('sha384', read(name))])),
    scripts: [sha('sha256', inline)],
    styles: site === 'help' ? styleFragments().map((text) => sha('sha384', text)) : [],
    ...(shell !== undefined && { shell: sha('sha384', shell) }),
  }
}

/** What is served under `/assets/`, packed copies aside. */
function assetsIn(folder: string): string[] {
  return readdirSync(join(folder, 'assets'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

function commitOf(root: string): string {
  const given = process.env['NORTHLINE_COMMIT']
  if (given) return given
  if (!existsSync(join(root, '.git'))) return 'unknown'
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return 'unknown'
  }
}
