import { readFileSync } from 'node:fs'

export const styleFiles = ['base', 'home', 'chat', 'figures', 'finder', 'framed'] as const
export type StyleName = (typeof styleFiles)[number]

/** A style as it stands inline in pages: without comments and needless space. */
export function readStyle(name: StyleName): string {
  const css = readFileSync(new URL(`./styles/${name}.css`, import.meta.url), 'utf8')
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .trim()
}

/** Every piece that inline styles are put together from; the bundle's manifest names each by its hash. */
export function styleFragments(): string[] {
  return styleFiles.map(readStyle)
}
