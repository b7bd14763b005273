/** Parts of a message; a message without placeholders is its text. */
export type Compact = string | Part[]

/** Text; a value; a value as number; plural or select branches by name. */
export type Part =
  string | [name: string] | [name: string, kind: 'n'] | [name: string, kind: 'p' | 's', Branches]

export type Branches = { [branch: string]: Part[] }

/**
 * Writes a compact message with its values. `format` is the locale's Intl tag
 * (`localeFacts(locale).format`). Small on purpose: it rides in the seeker's
 * script. A value that is missing shows as nothing.
 */
export function fill(
  format: string,
  message: Compact,
  values: Readonly<Record<string, string | number>> = {},
  rightToLeft = false,
): string {
  if (typeof message === 'string') return message
  return message
    .map((part) => {
      if (typeof part === 'string') return part
      const [name, kind, branches = {}] = part
      const value = values[name] ?? ''
      if (kind === 'n') return new Intl.NumberFormat(format).format(Number(value))
      if (kind) {
        const chosen = kind === 'p' ? new Intl.PluralRules(format).select(Number(value)) : String(value)
        const branch = branches[`=${value}`] ?? branches[chosen] ?? branches['other'] ?? []
        return fill(format, branch, values, rightToLeft)
      }
      // Unicode TR9: a foreign name or number keeps its own order in a right-to-left sentence.
      return rightToLeft && typeof value === 'string' ? `\u2068${value}\u2069` : String(value)
    })
    .join('')
}
