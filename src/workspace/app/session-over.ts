import { currentSession as sessionRoute } from '../../contracts/identity.ts'
import { sessionEnded } from '../session/enter.ts'
import { ask } from './api.ts'

let asking = false

/** A request or stream was refused: asks once whether the session is really over. */
export function answerEnded(): void {
  if (asking) return
  asking = true
  ask(sessionRoute, {})
    .then(
      ({ session }) => (session ? undefined : sessionEnded()),
      () => undefined,
    )
    .finally(() => {
      asking = false
    })
}
