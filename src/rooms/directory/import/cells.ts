import type { CellKind } from './tables.ts'

/** What became of a cell: nothing in it, a value, a value with a remark, or a fault. */
export type Cell =
  { value: undefined } | { value: string | number | boolean | string[]; note?: string } | { fault: string }

const longest = { line: 500, text: 20_000 }

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', rsquo: '’', lsquo: '‘', ldquo: '“', rdquo: '”', ndash: '–', mdash: '—', hellip: '…', eacute: 'é', egrave: 'è', agrave: 'à', ccedil: 'ç', ecirc: 'ê', ocirc: 'ô', icirc: 'î', bull: '•' } // prettier-ignore

function decode(text: string): string {
  return text.replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ''
  })
}

function withoutTags(text: string): string {
  return text
    .replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/<!--[\s\S]*?-->/g, ' ')
    .replaceAll(/<\s*(br|\/p|\/div|\/li|\/h[1-6]|\/tr)\b[^>]*>/gi, '\n')
    .replaceAll(/<\/?[a-z][^>]*>/gi, ' ')
}

/**
 * Plain text from what may be HTML, escaped once, twice or thrice. What comes
 * out is text and is escaped again wherever it is shown, so a tag that slips
 * through is seen, not run.
 */
export function plainText(raw: string): string {
  let text = raw.toWellFormed()
  for (let round = 0; round < 4; round++) {
    const next = withoutTags(/&[#a-z]/i.test(text) ? decode(text) : text)
    if (next === text) break
    text = next
  }
  return (
    text
      .replaceAll(/\r\n?/g, '\n')
      // Control characters say nothing, and PostgreSQL takes no NUL.
      .replaceAll(/(?!\n|\t)[\p{Cc}\u200b\ufeff]/gu, '')
      .replaceAll(/[^\S\n]+/g, ' ')
      .replaceAll(/ ?\n ?/g, '\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim()
  )
}

/** A calendar day as ISO, from `2026-03-08` or a moment that begins so; undefined for a day that is not in the calendar. */
export function readDate(text: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(text)
  const day = match?.[1]
  if (day === undefined) return undefined
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : undefined
}

function readNumber(text: string, name: string, least: number, most: number, whole: boolean): Cell {
  const value = Number(text)
  if (!/^[+-]?\d+(\.\d+)?$/.test(text) || (whole && !Number.isInteger(value)))
    return { fault: `is not ${name}` }
  return value >= least && value <= most ? { value } : { fault: `is not between ${least} and ${most}` }
}

const readers: Record<CellKind, (text: string) => Cell> = {
  line: (text) => cut(text.replaceAll(/\s*\n\s*/g, ', '), longest.line),
  text: (text) => cut(text, longest.text),
  url: (text) => {
    const url = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
    const known = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && /^\S+\.\S+$/.test(text)
    return known && url.length <= 2_000 ? { value: url } : { fault: 'is not a web address' }
  },
  integer: (text) => readNumber(text, 'a whole number', -100_000, 100_000, true),
  // Registers write 100, 120, 200 or 999 where there is no highest age, and 0 where there is no lowest.
  age: (text) => {
    const read = readNumber(text, 'an age', 0, 999, false)
    if (!('value' in read) || typeof read.value !== 'number') return read
    return read.value === 0 || read.value >= 100 ? { value: undefined } : { value: Math.floor(read.value) }
  },
  number: (text) => readNumber(text, 'a number', -1e12, 1e12, false),
  latitude: (text) => readNumber(text, 'a latitude', -90, 90, false),
  longitude: (text) => readNumber(text, 'a longitude', -180, 180, false),
  date: (text) => {
    const date = readDate(text)
    return date ? { value: date } : { fault: 'is not a date such as 2026-03-08' }
  },
  moment: (text) => {
    const date = readDate(text)
    const time = Date.parse(text)
    return date && !Number.isNaN(time)
      ? { value: new Date(time).toISOString() }
      : { fault: 'is not a date and time' }
  },
  boolean: (text) => {
    if (/^(true|t|yes|y|oui|1)$/i.test(text)) return { value: true }
    return /^(false|f|no|n|non|0)$/i.test(text) ? { value: false } : { fault: 'is not yes or no' }
  },
  list: (text) => ({
    value: text
      .split(/[,;|]/)
      .map((part) => part.trim())
      .filter(Boolean),
  }),
}

function cut(text: string, most: number): Cell {
  if (text.length <= most) return text === '' ? { value: undefined } : { value: text }
  return {
    value: `${text.slice(0, most - 1).toWellFormed()}…`,
    note: `is longer than ${most} characters and was cut`,
  }
}

/** Reads one cell of CSV, or one JSON value, as a kind. */
export function readCell(raw: unknown, kind: CellKind): Cell {
  if (raw === undefined || raw === null) return { value: undefined }
  if (Array.isArray(raw) && kind === 'list')
    return raw.every((part) => typeof part === 'string')
      ? { value: raw }
      : { fault: 'is not a list of words' }
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean')
    return { fault: 'is not a single value' }
  const text = kind === 'url' ? String(raw).trim() : plainText(String(raw))
  // A dash alone is how registers, and our own downloads, say that nothing is said.
  return text === '' || text === '-' ? { value: undefined } : readers[kind](text)
}
