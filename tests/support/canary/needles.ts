import type { Canary } from './canaries.ts'

/** Some bytes that give a canary away, and the encoding in which they do. */
export type Needle = { canary: Canary; encoding: string; bytes: Buffer }

/** Shorter would be found by chance; longer would miss what was cut off. */
const shortest = 8

/**
 * Every way in which software is known to write a string: as UTF-8 and UTF-16,
 * in base64 at each of its three alignments, in hex, escaped for JSON, HTML and
 * addresses, backwards; and each of these written as UTF-16 once more, as
 * browsers do. Head and tail are needles of their own, so that half a canary is enough.
 */
export function needlesOf(canary: Canary): Needle[] {
  const points = [...canary.text]
  const half = points.length / 2
  const parts = [points.slice(0, half), points.slice(half)]
  const found = new Map<string, Needle>()
  for (const part of parts) {
    for (const [encoding, text] of textForms(part.join(''))) {
      for (const [carrier, bytes] of carriers(text)) {
        if (bytes.length < shortest) continue
        const name = carrier === 'utf-8' ? encoding : `${encoding}, ${carrier}`
        const key = bytes.toString('latin1')
        if (!found.has(key)) found.set(key, { canary, encoding: name, bytes })
      }
    }
  }
  return [...found.values()]
}

function carriers(text: string): [string, Buffer][] {
  return [
    ['utf-8', Buffer.from(text, 'utf8')],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', Buffer.from(text, 'utf16le').swap16()],
  ]
}

function textForms(text: string): [string, string][] {
  const forms: [string, string][] = [['plain', text]]
  for (const [name, bytes] of carriers(text)) {
    const inside = name === 'utf-8' ? '' : ` of ${name}`
    for (const [shift, base64] of base64Alignments(bytes).entries()) {
      forms.push([`base64+${shift}${inside}`, base64])
      forms.push([`base64url+${shift}${inside}`, base64.replaceAll('+', '-').replaceAll('/', '_')])
    }
    const hex = bytes.toString('hex')
    forms.push([`hex${inside}`, hex], [`hex${inside}`, hex.toUpperCase()])
  }
  const bytes = Buffer.from(text, 'utf8')
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  forms.push(['percent', percent], ['percent', percent.toUpperCase()], ['percent', encodeURIComponent(text)])
  const units = Array.from({ length: text.length }, (_, index) =>
    text.charCodeAt(index).toString(16).padStart(4, '0'),
  )
  forms.push(['json escape', units.map((unit) => `\\u${unit}`).join('')])
  forms.push(['json escape', units.map((unit) => `\\u${unit.toUpperCase()}`).join('')])
  const points = [...text].map((point) => point.codePointAt(0) ?? 0)
  forms.push(['html escape', points.map((point) => `&#${point};`).join('')])
  forms.push(['html escape', points.map((point) => `&#x${point.toString(16)};`).join('')])
  forms.push(['html escape', points.map((point) => `&#x${point.toString(16).toUpperCase()};`).join('')])
  forms.push(['octal escape', [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')])
  forms.push(['reversed', [...text].toReversed().join('')])
  return forms
}

/** The characters of base64 that depend on these bytes alone, for each place a neighbour can push them to. */
function base64Alignments(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes])
    const text = padded.toString('base64').replaceAll('=', '')
    const first = Math.ceil((shift * 8) / 6)
    const last = Math.floor((padded.length * 8) / 6)
    return text.slice(first, last)
  })
}
