import { CallError } from '../../contracts/call.ts'

/** The code of a refused call; undefined for anything else that was thrown. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof CallError ? error.problem.code : undefined
}

/** Never reached the server, or the server could not answer just then: the same request may be sent again. */
export function isPassing(error: unknown): boolean {
  return error instanceof CallError && (error.status === 0 || error.status >= 500 || error.status === 429)
}
