import {
  call,
  CallError,
  type CallOptions,
  type InputOf,
  type OutputOf,
  type Route,
} from '../../contracts/index.ts'
import type * as z from 'zod'
import { errorText } from '../../i18n/workspace.ts'
import { language, translateNow } from './language.ts'

type Lost = () => void
const whenSessionEnds = new Set<Lost>()

/** Calls back when the server says that nobody is signed in any more. */
export function onSessionEnd(lost: Lost): () => void {
  whenSessionEnds.add(lost)
  return () => void whenSessionEnds.delete(lost)
}

const underWay = new Set<Promise<unknown>>()

/** Resolves once every call that is under way was answered, or after a while: nobody leaves in the middle of a message. */
export async function answered(most = 2_000): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, most))
  await Promise.race([Promise.allSettled(underWay), late])
}

/** Calls a route in this member's language. Rejects with CallError. */
export async function ask<R extends Route>(
  route: R,
  input: z.input<R['input']>,
  options: CallOptions = {},
): Promise<z.output<R['output']>> {
  const asked = call(route, input, { ...options, locale: language.get() })
  underWay.add(asked)
  try {
    return await asked
  } catch (error) {
    if (error instanceof CallError && error.status === 401 && route.access !== 'public') {
      for (const lost of whenSessionEnds) lost()
    }
    throw error
  } finally {
    underWay.delete(asked)
  }
}

/** A sentence about anything that was thrown, in this member's language. */
export function sentenceFor(error: unknown): string {
  const t = translateNow()
  if (!(error instanceof CallError)) return t('workspace.error.here')
  const { code, message, facts } = error.problem
  if (code === 'network.unreachable') return t('workspace.error.unreachable')
  return t.has(`error.${code}`) ? errorText(t, code, facts ?? {}) : message || t('workspace.error.here')
}

export type { InputOf, OutputOf }
