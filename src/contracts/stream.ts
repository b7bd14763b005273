import type * as z from 'zod'
import type { Actor } from '../kernel/index.ts'
import type { Access } from './route.ts'

/** What a stream is given beside its input. */
export type StreamContext = {
  readonly actor: Actor
  /** Asks again who this is, by the same ticket or cookie; rejects or gives another actor when that has ended. */
  readonly reauthenticate: () => Promise<Actor>
}

/** A stream of the contract, as data: who may reach it stands beside the routes in docs/permissions.md. */
export type DeclaredStream<Input extends z.ZodType = z.ZodType> = {
  readonly id: string
  readonly method: 'get' | 'post'
  readonly origin: 'help' | 'workspace'
  readonly path: `/api/${string}`
  readonly access: Access
  readonly summary: string
  readonly input: Input
}

/** Declares a stream. */
export function stream<Input extends z.ZodType>(definition: DeclaredStream<Input>): DeclaredStream<Input> {
  return definition
}

/**
 * Server-sent events over a plain answer. The server registers it like a route
 * (same access, same check of the origin), answers `text/event-stream` with
 * `cache-control: no-store`, and cancels the stream when the client goes.
 */
export type StreamRoute = DeclaredStream & {
  readonly open: (input: unknown, context: StreamContext) => Promise<ReadableStream<Uint8Array>>
}
