import { IntlMessageFormat } from 'intl-messageformat'
import type { Branches, Compact } from './fill.ts'

export type { Compact } from './fill.ts'

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

// The element types of the parser, whose own enum the formatter's door does not export.
const kind = { literal: 0, argument: 1, number: 2, select: 5, plural: 6, pound: 7 } as const

/**
 * Turns an ICU message into the small JSON form that `fill` reads. Knows text,
 * `{name}`, `{n, number}`, `plural` (without offset) and `select`: what the
 * scripts' sentences need. Throws on anything else.
 */
export function compact(message: string): Compact {
  const parsed = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true })
  const parts = fold(parsed.getAst(), '')
  return parts.length === 0 ? '' : parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : parts
}

function fold(elements: Element[], counted: string): Exclude<Compact, string> {
  return elements.map((element) => {
    if (element.type === kind.literal) return element.value
    if (element.type === kind.argument) return [element.value]
    if (element.type === kind.pound) return [counted, 'n']
    if (element.type === kind.number && !element.style) return [element.value, 'n']
    if (element.type === kind.select) return [element.value, 's', branches(element.options, counted)]
    if (element.type === kind.plural && !element.offset && element.pluralType === 'cardinal')
      return [element.value, 'p', branches(element.options, element.value)]
    throw new Error('this message cannot be sent to a script: use text, {name}, number, plural or select')
  })
}

function branches(options: Record<string, { value: Element[] }>, counted: string): Branches {
  return Object.fromEntries(Object.entries(options).map(([name, { value }]) => [name, fold(value, counted)]))
}
