import * as audit from '../contracts/audit.ts'
import * as conversations from '../contracts/conversations.ts'
import * as directory from '../contracts/directory.ts'
import * as identity from '../contracts/identity.ts'
import * as referrals from '../contracts/referrals.ts'
import * as statistics from '../contracts/statistics.ts'
import * as workspace from '../contracts/workspace.ts'
import { deskStream, seekerStream } from '../contracts/conversations-streams.ts'
import type { Route } from '../contracts/index.ts'
import { referralStream } from '../contracts/referral-stream.ts'
import type { DeclaredStream } from '../contracts/stream.ts'

function isRoute(value: unknown): value is Route {
  return (
    typeof value === 'object' && value !== null && 'access' in value && 'path' in value && 'input' in value
  )
}

/** Every route of the contract, once each; what the OpenAPI document prints and the permission test lists. */
export const everyRoute: readonly Route[] = [
  ...new Set(
    [audit, conversations, directory, identity, referrals, statistics, workspace].flatMap((room) =>
      Object.values(room).filter(isRoute),
    ),
  ),
]

/** Every stream of the contract, once each. */
export const everyStream: readonly DeclaredStream[] = [seekerStream, deskStream, referralStream]
