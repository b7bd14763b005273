import type { Actor } from '../kernel/index.ts'
import type { InputOf, OutputOf, Route } from './route.ts'

/** What a request brings beside its input. Nothing in it names a person or may be logged but `locale`. */
export type RequestContext = {
  readonly actor: Actor
  /** The shipped locale chosen for this request. */
  readonly locale: string
  /** Keyed hashes of the network prefixes, narrow to wide, joined by dots (IPv4 /32, /24, /16; IPv6 /64, /48, /32); new with each process, for rate limits, never stored or logged. */
  readonly clientKey: string
  /** A cookie of the request, if it was sent exactly once. */
  readonly cookie?: (name: string) => string | undefined
  /** Adds a header to the answer (cookies). */
  readonly setHeader: (name: string, value: string) => void
}

/** A route with the function that answers it. */
export type HandledRoute = {
  readonly route: Route
  readonly answer: (input: unknown, context: RequestContext) => Promise<unknown>
}

/**
 * Binds a function to a route. The server parses the input and checks the
 * route's access before it is called; the function's own policy comes after.
 */
export function handle<R extends Route>(
  route: R,
  answer: (input: InputOf<R>, context: RequestContext) => Promise<OutputOf<R>>,
): HandledRoute {
  return { route, answer: (input, context) => answer(input as InputOf<R>, context) }
}
