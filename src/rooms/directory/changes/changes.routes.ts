import { handle, type HandledRoute } from '../../../contracts/index.ts'
import * as contract from '../../../contracts/directory-changes.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { translatorFor } from '../reader.ts'
import { answer, change } from './changes.usecases.ts'
import { changesToAnswerView, entryView } from './changes.views.ts'

/** Routes by which entries are changed and changes answered, for the workspace. */
export function changesRoutes(deps: DirectoryDeps): HandledRoute[] {
  return [
    handle(contract.entryOf, async ({ serviceId }, context) => ({
      entry: await entryView(deps, context.actor, translatorFor(context), serviceId),
    })),
    handle(contract.changeEntry, (input, { actor }) => change(deps, actor, input)),
    handle(contract.changesToAnswer, (_input, context) =>
      changesToAnswerView(deps, context.actor, translatorFor(context)),
    ),
    handle(contract.answerChange, async (input, { actor }) => {
      await answer(deps, actor, input)
      return { done: true as const }
    }),
  ]
}
