import { NorthlineError, type ErrorKind } from '../../kernel/index.ts'

const uniqueViolation = '23505'

/** Turns the database's "there is one already" (SQLSTATE 23505) into an error of ours. */
export async function refusingTwice<Result>(work: Promise<Result>, kind: ErrorKind): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if ((error as { code?: unknown } | undefined)?.code === uniqueViolation) throw new NorthlineError(kind)
    throw error
  }
}
