import { SaxesParser } from 'saxes'
import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'

/** An element of an XML text: names without their prefixes, text with the blanks at its ends gone. */
export type Element = {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
  /** Where its start tag ends. */
  line: number
  /** As `Source.Agency[3].Site[0]`, each counted among those of its name. */
  path: string
}

// An honest export is a dozen deep.
const deepest = 60

/**
 * Walks an XML text and hands over each element named `unit`, whole, as it ends; nothing of the others but `root` is
 * kept. No entity beyond XML's own five is known, so a document type can neither fetch nor multiply anything.
 * Throws `directory.import_broken_xml` with line and column.
 */
export function readXml(
  file: string,
  text: string,
  unit: string,
  take: (element: Element) => void,
): { root: string } {
  const parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true })
  const open: Element[] = []
  const counts: Map<string, number>[] = [new Map()]
  let root = ''
  const broken = (reason: string) =>
    new NorthlineError(directoryErrors.import_broken_xml, {
      file,
      line: parser.line,
      column: parser.column,
      reason,
    })
  parser.on('error', (error) => {
    throw broken(error.message.replace(/^\d+:\d+:\s*/, ''))
  })
  parser.on('opentag', (tag) => {
    const name = local(tag.name)
    if (open.length >= deepest) throw broken(`elements lie more than ${deepest} deep`)
    root ||= name
    const count = counts.at(-1) ?? new Map<string, number>()
    const index = count.get(name) ?? 0
    count.set(name, index + 1)
    const parent = open.at(-1)
    const path = parent ? `${parent.path}.${name}[${index}]` : name
    open.push({
      name,
      attributes: namesLocal(tag.attributes),
      children: [],
      text: '',
      line: parser.line,
      path,
    })
    counts.push(new Map())
  })
  const append = (more: string) => {
    const inner = open.at(-1)
    if (inner) inner.text += more
  }
  parser.on('text', append)
  parser.on('cdata', append)
  parser.on('closetag', () => {
    const element = open.pop()
    counts.pop()
    if (!element) return
    element.text = element.text.trim()
    const inUnit = open.some(({ name }) => name === unit)
    if (element.name === unit && !inUnit) take(element)
    else if (inUnit) open.at(-1)?.children.push(element)
  })
  parser.write(text.replace(/^\ufeff/, '')).close()
  return { root }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function namesLocal(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [local(name), value]))
}

/** The children of a name. */
export function all(element: Element, name: string): Element[] {
  return element.children.filter((child) => child.name === name)
}

/** The text of the first child of a name; undefined where there is none or nothing in it. */
export function textOf(element: Element | undefined, name: string): string | undefined {
  const text = element?.children.find((child) => child.name === name)?.text
  return text || undefined
}
