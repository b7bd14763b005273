import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha } from './manifest.ts'

/**
 * Puts the hash of every file into the page that loads it: on each script and link, and, for modules that
 * load others, into an import map (HTML, “integrity” of import maps; browsers that do not know it ignore it).
 */
export function addIntegrity(folder: string): void {
  const file = join(folder, 'index.html')
  const hash = (path: string) => sha('sha384', readFileSync(join(folder, path)))
  const modules = readdirSync(join(folder, 'assets'))
    .filter((name) => name.endsWith('.js'))
    .sort()
  const map = JSON.stringify({
    integrity: Object.fromEntries(modules.map((name) => [`/assets/${name}`, hash(`/assets/${name}`)])),
  })
  const page = readFileSync(file, 'utf8')
    .replace(
      /<(script|link)\b([^>]*?)\b(src|href)="(\/assets\/[^"]+\.(?:js|css))"/g,
      (_, tag: string, before: string, name: string, path: string) =>
        `<${tag}${before}${name}="${path}" integrity="${hash(path)}"`,
    )
    .replace(
      '<script type="module"',
      () => `<script type="importmap">${map}</script>\n    <script type="module"`,
    )
  writeFileSync(file, page)
}
