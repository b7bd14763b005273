import pino, { type DestinationStream, type Logger } from 'pino'

/**
 * The only fields that ever reach a log. An error's message, a path or a header can carry content,
 * so none of them is here; a fault is found by its code, its kind and the place in our source.
 */
export const loggedFields = [
  'route',
  'status',
  'code',
  'ms',
  'count',
  'engine',
  'migration',
  'address',
  'signal',
  'fault',
  'place',
  'sqlstate',
] as const
export type LogFields = { [Field in (typeof loggedFields)[number]]?: string | number }

export type Log = Record<'error' | 'warn' | 'info', (event: string, fields?: LogFields) => void>

/** Structured logs, one JSON object a line, fields by allow-list. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  const logger: Logger = destination ? pino(options, destination) : pino(options)
  const write =
    (at: 'error' | 'warn' | 'info') =>
    (event: string, fields: LogFields = {}) => {
      const allowed: Record<string, string | number> = {}
      for (const field of loggedFields) {
        const value = fields[field]
        if (typeof value === 'number' || typeof value === 'string')
          allowed[field] = typeof value === 'string' ? value.slice(0, 120) : value
      }
      logger[at](allowed, event)
    }
  return { error: write('error'), warn: write('warn'), info: write('info') }
}

/** What may be said of an unexpected error: its kind, the SQLSTATE, and the first place in our own source. */
export function faultOf(error: unknown): LogFields {
  if (!(error instanceof Error)) return { fault: typeof error }
  const place = /src\/[\w./-]+:\d+/.exec(error.stack ?? '')?.[0]
  const cause = error.cause instanceof Error ? error.cause : error
  const code = (cause as { code?: unknown }).code
  return {
    fault: error.name.replace(/\W/g, '').slice(0, 40),
    ...(place ? { place } : {}),
    ...(typeof code === 'string' && /^[\w]{2,30}$/.test(code) ? { sqlstate: code } : {}),
  }
}
