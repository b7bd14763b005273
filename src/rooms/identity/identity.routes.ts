import type { StaffActor } from '../../kernel/index.ts'
import { handle, type HandledRoute, type RequestContext } from '../../contracts/index.ts'
import * as contract from '../../contracts/identity.ts'
import {
  showCurrentEpochs,
  showEarlierEpochs,
  showReceivingTeams,
  showTeamKey,
  showTeamProof,
  startEpoch,
} from './epochs.usecases.ts'
import type { IdentityParts } from './identity.deps.ts'
import { lifeOfKeysRoutes } from './identity.key-routes.ts'
import { signedIn } from './signed-in.ts'
import {
  acceptByPasskey,
  acceptByPassphrase,
  askRegistration,
  invite,
  showInvitation,
} from './invitations.usecases.ts'
import { askPasskey, keepMemberKeys, keepMemberSlot, keepPasskey } from './keys.usecases.ts'
import { dismiss, reassign, sayPassphrases, showTeamMembers } from './members.usecases.ts'
import { beginAcceptance, beginLink, beginSignIn, finish } from './organisation.usecases.ts'
import { chooseLocale, showSession, signOut, touch } from './sessions.usecases.ts'
import { askSalt, askSignIn, signInByPasskey, signInByPassphrase } from './sign-in.usecases.ts'
import { dropPasskey, endOthers, endOwn, showSessions, showWaysIn, unlink } from './ways-in.usecases.ts'

const done = { done: true } as const

/** Every route of the room. */
export function identityRoutes(parts: IdentityParts): HandledRoute[] {
  return [
    handle(contract.signInOptions, (_, context) => askSignIn(parts, context)),
    handle(contract.signInPasskey, async (input, context) => ({
      session: await signInByPasskey(parts, context, input),
    })),
    handle(contract.passphraseSalt, (input, context) => askSalt(parts, context, input.handle)),
    handle(contract.signInPassphrase, async (input, context) => ({
      session: await signInByPassphrase(parts, context, input),
    })),
    handle(contract.currentSession, async (_, context) => ({ session: await showSession(parts, context) })),
    handle(contract.touch, (_, context) => touch(parts, signedIn(context))),
    handle(contract.signOut, async (_, context) => {
      await signOut(parts, context, signedIn(context))
      return done
    }),
    handle(contract.setLocale, async (input, context) => {
      await chooseLocale(parts, signedIn(context), input.locale)
      return done
    }),
    ...invitationRoutes(parts),
    ...ownRoutes(parts),
    ...organisationRoutes(parts),
    ...keyRoutes(parts),
    ...lifeOfKeysRoutes(parts),
  ]
}

function ownRoutes(parts: IdentityParts): HandledRoute[] {
  return [
    handle(contract.listSessions, (_, context) => showSessions(parts, signedIn(context))),
    handle(contract.endSession, async (input, context) => {
      await endOwn(parts, signedIn(context), input.sessionId)
      return done
    }),
    handle(contract.endOtherSessions, (_, context) => endOthers(parts, signedIn(context))),
    handle(contract.listWaysIn, (_, context) => showWaysIn(parts, signedIn(context))),
    handle(contract.removePasskey, async (input, context) => {
      await dropPasskey(parts, signedIn(context), input.credentialId)
      return done
    }),
  ]
}

function organisationRoutes(parts: IdentityParts): HandledRoute[] {
  return [
    handle(contract.beginOrganisationSignIn, (input, context) => beginSignIn(parts, context, input.entrance)),
    handle(contract.beginOrganisationAcceptance, (input, context) =>
      beginAcceptance(parts, context, input.token),
    ),
    handle(contract.beginOrganisationLink, (input, context) =>
      beginLink(parts, context, signedIn(context), input.organisationId),
    ),
    handle(contract.finishOrganisation, async (input, context) => ({
      session: await finish(parts, context, input),
    })),
    handle(contract.unlinkOrganisation, async (input, context) => {
      await unlink(parts, signedIn(context), input.organisationId)
      return done
    }),
  ]
}

function invitationRoutes(parts: IdentityParts): HandledRoute[] {
  return [
    handle(contract.readInvitation, (input, context) => showInvitation(parts, context, input.token)),
    handle(contract.registerOptions, (input, context) => askRegistration(parts, context, input.token)),
    handle(contract.registerPasskey, async (input, context) => ({
      session: await acceptByPasskey(parts, context, input),
    })),
    handle(contract.registerPassphrase, async (input, context) => ({
      session: await acceptByPassphrase(parts, context, input),
    })),
    handle(contract.inviteMember, async (input, context) => {
      const { link, expiresAt } = await invite(parts, signedIn(context), input)
      return { link, expiresAt: expiresAt.toISOString() }
    }),
    handle(contract.removeMember, async (input, context) => {
      await dismiss(parts, signedIn(context), input)
      return done
    }),
    handle(contract.changeRoles, async (input, context) => {
      await reassign(parts, signedIn(context), input)
      return done
    }),
    handle(contract.allowPassphrases, async (input, context) => {
      await sayPassphrases(parts, signedIn(context), input)
      return done
    }),
    handle(contract.listTeamMembers, (input, context) => showTeamMembers(parts, signedIn(context), input)),
  ]
}

function keyRoutes(parts: IdentityParts): HandledRoute[] {
  const asStaff = <Input, Output>(use: (actor: StaffActor, input: Input) => Promise<Output>) => {
    return (input: Input, context: RequestContext) => use(signedIn(context), input)
  }
  return [
    handle(
      contract.createMemberKeys,
      asStaff((actor, input) => keepMemberKeys(parts, actor, input)),
    ),
    handle(
      contract.addMemberSlot,
      asStaff((actor, input) => keepMemberSlot(parts, actor, input)),
    ),
    handle(
      contract.addPasskeyOptions,
      asStaff((actor) => askPasskey(parts, actor)),
    ),
    handle(
      contract.addPasskey,
      asStaff((actor, input) => keepPasskey(parts, actor, input)),
    ),
    handle(
      contract.currentEpochs,
      asStaff((actor) => showCurrentEpochs(parts, actor)),
    ),
    handle(
      contract.earlierEpochs,
      asStaff((actor, input) => showEarlierEpochs(parts, actor, input)),
    ),
    handle(
      contract.createEpoch,
      asStaff(async (actor, input) => {
        await startEpoch(parts, actor, input)
        return done
      }),
    ),
    handle(
      contract.listReceivingTeams,
      asStaff((actor, input) => showReceivingTeams(parts, actor, input.after)),
    ),
    handle(
      contract.teamKey,
      asStaff((actor, input) => showTeamKey(parts, actor, input.teamId)),
    ),
    handle(contract.teamProof, (input, { actor }) => showTeamProof(parts, actor, input.epochId)),
  ]
}
