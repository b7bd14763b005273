import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import { sha, type SiteManifest } from './manifest.ts'

type Element = Tree.Element

/** What a page has to be compared with. */
export type Expected = {
  manifest: SiteManifest
  /** `sha384-…` of the pinned organisation keys, as the site's own manifest has them. */
  pinnedData: string
  /** Pages that seal must carry the pinned keys. */
  seals: boolean
}

/** Everything that would load or run something, and nothing of it is used on these sites. */
const never = new Set(['base', 'object', 'embed', 'applet', 'portal', 'frame', 'frameset'])

/** What of a page is not as the build says. Parsed as browsers parse, so that no spelling hides a script. */
export function pageFaults(html: string, { manifest, pinnedData, seals }: Expected): string[] {
  const faults: string[] = []
  let pinned = 0
  for (const element of elements(parse(html))) {
    const get = (name: string) => element.attrs.find((attribute) => attribute.name === name)?.value
    const text = textOf(element)
    if (never.has(element.tagName)) faults.push(`holds a <${element.tagName}>`)
    for (const { name, value } of element.attrs) {
      if (name.startsWith('on')) faults.push(`holds an event handler (${name})`)
      if (name === 'srcdoc') faults.push('holds a page inside an attribute')
      if (/^(href|src|action|formaction)$/.test(name) && foreign(value))
        faults.push(`points to ${value.slice(0, 60)}`)
    }
    if (element.tagName === 'meta' && get('http-equiv') !== undefined) faults.push('holds an http-equiv')
    if (element.tagName === 'script') {
      const type = get('type')
      if (type === 'application/json' && get('src') === undefined) {
        if (get('id') !== 'organisation-keys') continue
        pinned++
        if (sha('sha384', text) !== pinnedData)
          faults.push('pins other organisation keys than the site says it does')
      } else faults.push(...loadFaults('script', get('src'), get('integrity'), text, manifest))
    }
    if (element.tagName === 'link' && /stylesheet|preload|modulepreload|import/.test(get('rel') ?? ''))
      faults.push(...loadFaults('link', get('href'), get('integrity'), '', manifest))
    if (element.tagName === 'style' && !isStyle(text, manifest))
      faults.push('holds a style that the build does not have')
  }
  if (seals && pinned !== 1) faults.push(`names the pinned organisation keys ${pinned} times`)
  return faults
}

function loadFaults(
  what: 'script' | 'link',
  path: string | undefined,
  integrity: string | undefined,
  text: string,
  { files, scripts }: SiteManifest,
): string[] {
  if (path === undefined) {
    const known =
      what === 'script' &&
      (scripts.includes(sha('sha256', text)) || scripts.includes(sha('sha256', text.trim())))
    return known ? [] : [`holds an inline ${what} that the build does not have`]
  }
  const built = files[path]
  if (built === undefined) return [`loads ${path}, which the build does not have`]
  if (integrity === undefined) return [`loads ${path} without an integrity attribute`]
  return integrity === built ? [] : [`loads ${path} with the integrity of another file`]
}

/** Styles are put together from known pieces, and from nothing else. */
function isStyle(text: string, { styles, site }: SiteManifest): boolean {
  if (site !== 'help') return false
  let rest = text
  while (rest !== '') {
    const piece = pieces(rest).find((start) => styles.includes(sha('sha384', start)))
    if (piece === undefined) return false
    rest = rest.slice(piece.length)
  }
  return true
}

/** Every beginning of a style that could be a piece: it ends with a rule. */
function pieces(text: string): string[] {
  return [...text.matchAll(/\}/g)].map(({ index }) => text.slice(0, index + 1)).reverse()
}

/** Another site, or a script as an address. Phone, text and the icon in the page are neither. */
function foreign(address: string): boolean {
  // Browsers drop spaces and control characters from addresses, so `java\nscript:` is one too.
  const compact = [...address]
    .filter((character) => character > ' ')
    .join('')
    .toLowerCase()
  if (/^(tel|sms):/.test(compact) || compact.startsWith('data:image/svg+xml,')) return false
  return /^[a-z][a-z0-9+.-]*:/.test(compact) || /^[/\\]{2}/.test(compact)
}

function* elements(node: Tree.Node): Generator<Element> {
  if ('tagName' in node) yield node
  if ('content' in node) yield* elements(node.content)
  if ('childNodes' in node) for (const child of node.childNodes) yield* elements(child)
}

function textOf(element: Element): string {
  return element.childNodes.map((child) => ('value' in child ? child.value : '')).join('')
}
