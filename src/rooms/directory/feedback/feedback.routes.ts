import { handle, type HandledRoute } from '../../../contracts/index.ts'
import * as contract from '../../../contracts/directory-feedback.ts'
import { NorthlineError, rateLimit } from '../../../kernel/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { translatorFor } from '../reader.ts'
import { give, looked, toSee } from './feedback.usecases.ts'

const done = { done: true } as const

/** Routes by which people and the line say what did not work, and reviewers look at it. */
export function feedbackRoutes(deps: DirectoryDeps): HandledRoute[] {
  // One person has few such things to say, and nobody should be able to bury a service under them.
  const limit = rateLimit({ burst: 6, perMinute: 1 })
  return [
    handle(contract.giveFeedback, async (input, { actor, clientKey }) => {
      if (!limit.take(clientKey)) throw new NorthlineError(directoryErrors.too_many)
      await give(deps, actor, input)
      return done
    }),
    handle(contract.giveFeedbackAsStaff, async (input, { actor }) => {
      await give(deps, actor, input)
      return done
    }),
    handle(contract.feedbackToSee, async (_input, context) => ({
      services: await toSee(deps, context.actor, translatorFor(context)),
    })),
    handle(contract.lookedAtFeedback, async (input, { actor }) => {
      await looked(deps, actor, input)
      return done
    }),
  ]
}
