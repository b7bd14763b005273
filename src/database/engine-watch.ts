const diskFull = '53100'
const cannotConnectNow = '57P03'

/** The embedded engine has given up; asking it again would never be answered. Says why, where it was a full disk. */
export class EngineLost extends Error {
  readonly code: string
  constructor(cause: Error) {
    super('the embedded database has given up', { cause })
    this.name = 'EngineLost'
    this.code = (cause as { code?: unknown }).code === diskFull ? diskFull : cannotConnectNow
  }
}

export type EngineWatch = {
  guard<Result>(ask: () => Promise<Result>): Promise<Result>
  /** Resolves with the reason once the engine has given up. */
  readonly gaveUp: Promise<Error>
}

/**
 * A PostgreSQL server that panics (its disk is too full for its log of changes, say)
 * is started anew by its postmaster. The embedded one has none: after it, every
 * question would wait for ever. So the first such answer is told, and no other question is put.
 */
export function watchEngine(): EngineWatch {
  let reason: Error | undefined
  const { promise: gaveUp, resolve } = Promise.withResolvers<Error>()
  return {
    gaveUp,
    async guard(ask) {
      if (reason) throw new EngineLost(reason)
      try {
        return await ask()
      } catch (error) {
        if (isLast(error)) resolve((reason = error))
        throw error
      }
    },
  }
}

function isLast(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { severity } = error as { severity?: unknown }
  return severity === 'PANIC' || error.name === 'RuntimeError' || error.name === 'ExitStatus'
}
