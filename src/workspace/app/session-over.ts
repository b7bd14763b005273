import { currentSession as sessionRoute } from '../../contracts/identity.ts'
import { adopt, sessionEnded } from '../session/enter.ts'
import { ask } from './api.ts'

let asking = false

/** A request or stream was refused, or roles changed: asks once whether the session is over, and what it is now. */
export function answerEnded(): void {
  if (asking) return
  asking = true
  ask(sessionRoute, {})
    .then(
      ({ session }) => (session ? adopt(session) : sessionEnded()),
      () => undefined,
    )
    .finally(() => {
      asking = false
    })
}
