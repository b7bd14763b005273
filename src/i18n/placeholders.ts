import { IntlMessageFormat } from 'intl-messageformat'

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

/** The names of a message's placeholders, sorted; throws where the message is not ICU. */
export function placeholders(message: string): string[] {
  const names = new Set<string>()
  const walk = (elements: Element[]) => {
    for (const element of elements) {
      // 0 is text and 7 the `#` of a plural: neither names anything.
      if (element.type !== 0 && element.type !== 7) names.add(element.value)
      if ('options' in element) for (const { value } of Object.values(element.options)) walk(value)
    }
  }
  walk(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst())
  return [...names].sort()
}
