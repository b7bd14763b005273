import { NorthlineError, type ErrorKind } from '../../kernel/index.ts'
import { errorText, translator, type Locale } from '../../i18n/index.ts'
import { faultOf, type Log } from '../log.ts'
import { requestErrors, serverErrors } from '../server.errors.ts'

export type ProblemAnswer = {
  status: number
  /** Headers that say when to try again, where that is known. */
  headers: Record<string, string>
  body: { error: { code: string; message: string; facts?: Record<string, unknown> } }
}

/** Codes with which PostgreSQL, PGlite or the system say that the database is not there for now. */
const unreachable = /^(ECONN\w+|EPIPE|ETIMEDOUT|57P0\d|08\w{3}|53[03]\w{2}|XX000)$/
const full = /^(53100|ENOSPC|EDQUOT)$/

/** The error catalogue's kind for anything that was thrown; what is not in the catalogue is `server.*`. */
export function kindOf(error: unknown): ErrorKind {
  if (error instanceof NorthlineError) return error.kind
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const code = String((at as { code?: unknown }).code ?? '')
    if (full.test(code) || /no space left/i.test(at.message)) return serverErrors.full
    if (
      unreachable.test(code) ||
      /connection terminated|is not queryable|timeout exceeded when trying to connect|PGlite is closed/i.test(
        at.message,
      )
    ) {
      return serverErrors.unavailable
    }
    if (code === '42501') return requestErrors.forbidden
  }
  return serverErrors.unexpected
}

/** Seconds to wait after too many tries, where the limit does not say better. */
const aWhile = 60

/** One place that turns whatever was thrown into an answer, and logs it without content. */
export function answerProblem(error: unknown, locale: Locale, log: Log, route: string): ProblemAnswer {
  const kind = kindOf(error)
  if (kind.status >= 500) log.error('request failed', { route, code: kind.code, ...faultOf(error) })
  const facts = error instanceof NorthlineError ? error.facts : {}
  const message = errorText(translator(locale), kind.code, facts)
  const seconds = facts['retryAfter'] ?? (kind.status === 429 ? aWhile : undefined)
  return {
    status: kind.status,
    headers: typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {},
    body: { error: { code: kind.code, message, ...(Object.keys(facts).length > 0 ? { facts } : {}) } },
  }
}
