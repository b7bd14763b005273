import * as help from '../../contracts/conversations.ts'
import { handle, type HandledRoute, type RequestContext } from '../../contracts/handle.ts'
import type { SeekerActor, StaffActor } from '../../kernel/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import * as burning from './burn.usecases.ts'
import type { Room } from './conversations.room.ts'
import * as desk from './desk.usecases.ts'
import * as deskNotes from './desk-note.usecases.ts'
import * as deskMessages from './desk-messages.usecases.ts'
import * as legalHolds from './legal-holds.usecases.ts'
import { listOpenings } from './openings.usecase.ts'
import { setRegion } from './region.usecase.ts'
import * as seeker from './seeker.usecases.ts'
import * as tickets from './tickets.usecases.ts'
import * as keeps from './keep.usecases.ts'
import * as slowing from './slowing.usecases.ts'
import * as words from './words.usecases.ts'

const done = { done: true } as const

/** The route's access let only a seeker through; this says so to the types, and stops whoever got past. */
function visitOf({ actor }: RequestContext): SeekerActor {
  return actor.kind === 'seeker' ? actor : refuse(conversationErrors.visit_over)
}

function memberOf({ actor }: RequestContext): StaffActor {
  return actor.kind === 'staff' ? actor : refuse(conversationErrors.not_found)
}

/** Routes of the help origin. */
export function helpRoutes(room: Room): HandledRoute[] {
  return [
    handle(help.availability, (_input, { locale }) => seeker.availability(room, locale)),
    handle(help.currentLine, async ({ language, region }) =>
      seeker.currentLine(room, { ...(language && { language }), ...(region && { region }) }),
    ),
    handle(help.startTicket, async (input, { clientKey }) => {
      await tickets.startTicket(room, input, clientKey)
      return done
    }),
    handle(help.openTicket, ({ ticketId }) => tickets.openTicket(room, ticketId)),
    handle(help.closeTicket, async ({ ticketId }) => {
      await tickets.closeTicket(room, ticketId)
      return done
    }),
    handle(help.openConversation, (input, { clientKey }) => seeker.openConversation(room, input, clientKey)),
    handle(help.sendMessage, (input, context) => {
      const visit = visitOf(context)
      room.slowed.saw(visit.visitId, context.clientKey)
      return seeker.sendMessage(room, visit, input)
    }),
    handle(help.listMessages, (input, context) => seeker.listMessages(room, visitOf(context), input)),
    handle(help.conversationState, (_, context) => seeker.conversationState(room, visitOf(context))),
    handle(help.seekerTyping, async (_, context) => {
      await seeker.seekerTyping(room, visitOf(context))
      return done
    }),
    handle(help.setRegion, async ({ region }, context) => {
      await setRegion(room, visitOf(context), region)
      return done
    }),
    handle(help.burn, (_, context) => burning.burn(room, visitOf(context))),
    handle(help.registerWords, async (input, context) => {
      await words.registerWords(room, visitOf(context), input)
      return done
    }),
    handle(help.wordsSeen, async (_, context) => {
      await words.wordsSeen(room, visitOf(context))
      return done
    }),
    handle(help.findLine, async (input, { clientKey }) => {
      const { serverReadable: _, ...found } = await words.findLine(room, input, clientKey)
      return found
    }),
    handle(help.returnToLine, (input) => words.returnToLine(room, input)),
    handle(help.registerKeep, async (input, context) => {
      await keeps.registerKeep(room, visitOf(context), input)
      return done
    }),
    handle(help.listOpenings, (_, context) => listOpenings(room, visitOf(context))),
    handle(help.openKeep, ({ token }, context) => keeps.openKeep(room, visitOf(context), token)),
  ]
}

/** Routes of the workspace. */
export function deskRoutes(room: Room): HandledRoute[] {
  return [
    handle(help.deskQueue, (_, context) => desk.deskQueue(room, memberOf(context))),
    handle(help.claim, ({ conversationId }, context) => desk.claim(room, memberOf(context), conversationId)),
    handle(help.release, async ({ conversationId }, context) => {
      await desk.release(room, memberOf(context), conversationId)
      return done
    }),
    handle(help.handOver, async (input, context) => {
      await desk.handOver(room, memberOf(context), input)
      return done
    }),
    handle(help.endConversation, async ({ conversationId }, context) => {
      await desk.endConversation(room, memberOf(context), conversationId)
      return done
    }),
    handle(help.endAndSlow, ({ conversationId }, context) =>
      slowing.endAndSlow(room, memberOf(context), conversationId),
    ),
    handle(help.undoSlowing, async ({ conversationId }, context) => {
      await slowing.undoSlowing(room, memberOf(context), conversationId)
      return done
    }),
    handle(help.slowings, (_, context) => slowing.slowings(room, memberOf(context))),
    handle(help.deskMessages, (input, context) => deskMessages.deskMessages(room, memberOf(context), input)),
    handle(help.deskGenerations, (input, context) =>
      deskMessages.deskGenerations(room, memberOf(context), input),
    ),
    handle(help.deskSend, (input, context) => deskMessages.deskSend(room, memberOf(context), input)),
    handle(help.deskTyping, async ({ conversationId }, context) => {
      await desk.deskTyping(room, memberOf(context), conversationId)
      return done
    }),
    handle(help.checkVisit, async (input, context) => {
      await deskMessages.checkVisit(room, memberOf(context), input)
      return done
    }),
    handle(help.refuseVisit, async (input, context) => {
      await deskMessages.refuseVisit(room, memberOf(context), input)
      return done
    }),
    handle(help.answerDeletion, async (input, context) => {
      return { ...done, ...(await burning.answerDeletion(room, memberOf(context), input)) }
    }),
    handle(help.deskNote, (input, context) => deskNotes.deskNote(room, memberOf(context), input)),
    handle(help.keepDeskNote, async (input, context) => {
      await deskNotes.keepDeskNote(room, memberOf(context), input)
      return done
    }),
    handle(help.legalHolds, (_, context) => legalHolds.legalHolds(room, memberOf(context))),
    handle(help.askLegalHold, (input, context) => legalHolds.askHold(room, memberOf(context), input)),
    handle(help.decideLegalHold, async (input, context) => {
      await legalHolds.decideHold(room, memberOf(context), input)
      return done
    }),
    handle(help.liftLegalHold, async ({ holdId }, context) => {
      await legalHolds.liftHold(room, memberOf(context), holdId)
      return done
    }),
    handle(help.presence, (input, context) => desk.heartbeat(room, memberOf(context), input)),
    handle(help.colleagues, (_, context) => desk.colleagues(room, memberOf(context))),
  ]
}
