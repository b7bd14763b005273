import { handle, type HandledRoute, type RequestContext } from '../../contracts/index.ts'
import * as contract from '../../contracts/referrals.ts'
import { askCapacity, cancelAsk, listAsks } from './asks.usecases.ts'
import { answerAsk, extendHold, releaseHold } from './holds.usecases.ts'
import {
  mailboxStatus,
  seekerConnected,
  seekerMailboxes,
  seekerTakeAnswer,
  seekerWithdraw,
  readAnswer,
  withdrawReferral,
} from './mailbox.usecases.ts'
import { answerReferral, inbox, listReferrals, openReferral, sayConnected } from './provider.usecases.ts'
import { listReceivers, receiversOf, setReceiver } from './receivers.usecases.ts'
import type { ReferralDeps } from './referrals.deps.ts'
import { createReferralLimits, take } from './referrals.limits.ts'
import { sendReferral } from './send.usecases.ts'
import { whyReferral } from './why.usecase.ts'

const done = { done: true } as const

/** Who is counted: the member, or for everyone else the network. */
function keyOf({ actor, clientKey }: RequestContext): string {
  return actor.kind === 'staff' ? actor.memberId : clientKey
}

/** The room's contract, bound to its use cases, with its limits. */
export function referralRoutes(deps: ReferralDeps): HandledRoute[] {
  const limits = createReferralLimits()
  return [
    handle(contract.receiversOf, async ({ serviceIds }, { actor }) => ({
      receivers: await receiversOf(deps, actor, serviceIds),
    })),
    handle(contract.listReceivers, (input, { actor }) => listReceivers(deps, actor, input)),
    handle(contract.setReceiver, async (input, { actor }) => {
      await setReceiver(deps, actor, input)
      return done
    }),

    handle(contract.askCapacity, async (input, context) => {
      take(limits.sending, keyOf(context))
      return { ask: await askCapacity(deps, context.actor, input) }
    }),
    handle(contract.listAsks, (input, { actor }) => listAsks(deps, actor, input)),
    handle(contract.cancelAsk, async (input, { actor }) => ({ ask: await cancelAsk(deps, actor, input) })),
    handle(contract.answerAsk, async (input, { actor }) => ({ ask: await answerAsk(deps, actor, input) })),
    handle(contract.extendHold, async (input, { actor }) => ({ ask: await extendHold(deps, actor, input) })),
    handle(contract.releaseHold, async (input, { actor }) => ({
      ask: await releaseHold(deps, actor, input),
    })),

    handle(contract.sendReferral, (input, context) => {
      take(limits.sending, keyOf(context))
      return sendReferral(deps, context.actor, input)
    }),
    handle(contract.mailboxStatus, async ({ mailboxes }, context) => {
      take(limits.looking, keyOf(context))
      return { mailboxes: await mailboxStatus(deps, mailboxes) }
    }),
    handle(contract.takeAnswer, ({ mailbox }, context) => {
      take(limits.looking, keyOf(context))
      return readAnswer(deps, context.actor, mailbox)
    }),
    handle(contract.withdrawReferral, async (input, context) => {
      take(limits.sending, keyOf(context))
      await withdrawReferral(deps, context.actor, input)
      return done
    }),

    handle(contract.inbox, (_, { actor }) => inbox(deps, actor)),
    handle(contract.listReferrals, (input, { actor }) => listReferrals(deps, actor, input)),
    handle(contract.openReferral, (input, { actor }) => openReferral(deps, actor, input)),
    handle(contract.whyReferral, (input, { actor }) => whyReferral(deps, actor, input)),
    handle(contract.answerReferral, async (input, { actor }) => ({
      referral: await answerReferral(deps, actor, input),
    })),
    handle(contract.sayConnected, async (input, { actor }) => ({
      referral: await sayConnected(deps, actor, input),
    })),

    handle(contract.seekerMailboxes, async ({ mailboxes }, context) => {
      take(limits.seekerLooking, keyOf(context))
      return { mailboxes: await seekerMailboxes(deps, mailboxes) }
    }),
    handle(contract.seekerTakeAnswer, ({ mailbox }, context) => {
      take(limits.seekerLooking, keyOf(context))
      return seekerTakeAnswer(deps, mailbox)
    }),
    handle(contract.seekerWithdraw, async (input, context) => {
      take(limits.seekerTelling, keyOf(context))
      await seekerWithdraw(deps, input)
      return done
    }),
    handle(contract.seekerConnected, async (input, context) => {
      take(limits.seekerTelling, keyOf(context))
      await seekerConnected(deps, input)
      return done
    }),
  ]
}
