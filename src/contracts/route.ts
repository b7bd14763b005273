import type { Role } from '../kernel/index.ts'
import * as z from 'zod'

/**
 * Who may reach a route at all, before any policy looks at the record:
 * `public`; `seeker`, with a visit's ticket; `staff`, any signed-in member;
 * or members who hold one of the named roles in any of their teams.
 */
export type Access = 'public' | 'seeker' | 'staff' | { readonly roles: readonly Role[] }

/** One route of the HTTP contract, as data: the server registers it, the clients call it, the documents print it. */
export type Route<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> = {
  /** Unique name, `room.verb_thing`. */
  readonly id: string
  readonly method: 'get' | 'post'
  /** Which origin answers it; the other answers 404. */
  readonly origin: 'help' | 'workspace' | 'both'
  /** Starts with `/api/`. Never holds an id or secret of a seeker: those travel in bodies. */
  readonly path: `/api/${string}`
  readonly access: Access
  /**
   * Whoever asks must have proved within ten minutes who they are, or is answered
   * `identity.sign_in_again`: exports, membership, ways to sign in, recovery.
   */
  readonly fresh?: true
  readonly summary: string
  /** GET: the query; POST: the JSON body. */
  readonly input: Input
  readonly output: Output
  /** Codes of the error catalogue that this route can answer with, beside the `request.*` ones. */
  readonly errors: readonly string[]
}

/** Declares a route; the types of its input and output follow from it. */
export function route<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Route<Input, Output>,
): Route<Input, Output> {
  return definition
}

export type InputOf<R extends Route> = z.output<R['input']>
export type OutputOf<R extends Route> = z.input<R['output']>

/** A 128-bit id in base64url. */
export const id = z.string().regex(/^[\w-]{22}$/, { error: 'not an id' })

/** Bytes in base64url, with the longest length they may have once decoded. */
export function bytes(maximum: number): z.ZodString {
  return z
    .string()
    .max(Math.ceil((maximum * 4) / 3), { error: 'too long' })
    .regex(/^[\w-]*$/, { error: 'not base64url' })
}

/** A moment as ISO 8601 in UTC. */
export const moment = z.iso.datetime()

/** An answer that says nothing but that it was done. */
export const done = z.object({ done: z.literal(true) })
