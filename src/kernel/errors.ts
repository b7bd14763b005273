/** A stable code with the HTTP status it answers with. */
export type ErrorKind = { readonly code: string; readonly status: number; readonly safe: string }

/**
 * An error a person can meet. It carries a code and facts that name nobody;
 * the sentence is looked up by code in the reader's language. Never put
 * content, names, addresses or secrets in `facts`: they are sent to the asker.
 */
export class NorthlineError extends Error {
  readonly kind: ErrorKind
  readonly facts: Readonly<Record<string, unknown>>

  constructor(kind: ErrorKind, facts: Readonly<Record<string, unknown>> = {}) {
    super(kind.code)
    this.name = 'NorthlineError'
    this.kind = kind
    this.facts = facts
  }
}

const catalogue = new Map<string, ErrorKind>()

/**
 * Declares a room's errors, each with its HTTP status and what stays safe (one
 * English sentence for `docs/errors.md`). The key becomes `room.key`.
 */
export function defineErrors<Keys extends string>(
  room: string,
  entries: Readonly<Record<Keys, { status: number; safe: string }>>,
): Readonly<Record<Keys, ErrorKind>> {
  const kinds = {} as Record<Keys, ErrorKind>
  for (const key of Object.keys(entries) as Keys[]) {
    const code = `${room}.${key}`
    const kind = { code, ...entries[key] }
    catalogue.set(code, kind)
    kinds[key] = kind
  }
  return kinds
}

/** Every error declared so far, by code; the catalogue test asks each for its texts. */
export function errorCatalogue(): ErrorKind[] {
  return [...catalogue.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** Whether an error has this kind. */
export function isKind(error: unknown, kind: ErrorKind): error is NorthlineError {
  return error instanceof NorthlineError && error.kind.code === kind.code
}
