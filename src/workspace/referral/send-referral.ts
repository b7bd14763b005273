import { withdrawTokenHash } from '../../contracts/mailbox.ts'
import { sendReferral } from '../../contracts/referrals.ts'
import { teamKey } from '../../contracts/identity.ts'
import { epochIdOf, type PacketReceiver, type SignedConsent } from '../../sealing/index.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { translateNow } from '../app/language.ts'
import { codeOf } from '../app/problems.ts'
import { queries } from '../app/queries.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { prepareReferral, type PreparedReferral } from '../sealing-client/consent.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { requireTeamKey } from '../trust/team-key.ts'
import { changeReferral, referralDraft } from './referral-draft.ts'
import { referralKey } from './live.ts'
import type { ConsentStory } from './story.ts'

/** The receiving team has no key now: only the telephone is left. */
export class PhoneOnly extends Error {
  constructor() {
    super('phone only')
    this.name = 'PhoneOnly'
  }
}

/**
 * The team's current key as the server tells it; its id must be the hash of the key (docs/sealing.md, epochs),
 * and it must stand under a pinned organisation key where there is one. Throws PhoneOnly, UnverifiedTeamKey.
 */
async function receiverOf(teamId: string): Promise<PacketReceiver> {
  const { epoch } = await ask(teamKey, { teamId }).catch((error: unknown) => {
    if (codeOf(error) === 'identity.no_team_key') throw new PhoneOnly()
    throw error
  })
  const publicKey = decode(epoch.publicKey)
  if ((await epochIdOf(publicKey)) !== epoch.id) throw new PhoneOnly()
  await requireTeamKey({ teamId, epochId: epoch.id, publicKey })
  return { teamId, epochId: epoch.id, publicKey }
}

/**
 * Seals the ticked fields and sends them. The sealed packet is kept before it
 * leaves: whatever happens to the network or the page, the same bytes go again
 * and arrive once.
 */
export async function sendConsented(
  conversation: Conversation,
  { ask: question }: Pick<ConsentStory, 'ask'>,
  ticked: readonly string[],
  consent: SignedConsent,
): Promise<void> {
  const { leaving } = referralDraft(conversation.id)
  const under = leaving.find(({ sent }) => sent.askId === question.askId)
  if (under) return leave(conversation, under)
  const seal = () => sealAndSend(conversation, question, ticked, consent)
  await seal().catch((error: unknown) => {
    // The team's key changed between asking for it and sending: once more, to the new one.
    if (codeOf(error) === 'referrals.key_superseded') return seal()
    throw error
  })
}

async function sealAndSend(
  conversation: Conversation,
  question: ConsentStory['ask'],
  ticked: readonly string[],
  consent: SignedConsent,
): Promise<void> {
  const { leaving, holds } = referralDraft(conversation.id)
  const receiver = await receiverOf(question.to.teamId)
  const prepared = await prepareReferral({ ask: question, ticked, consent, receiver })
  const holdAskId = holds[question.askId]
  const packet = { ...prepared, ...(holdAskId !== undefined && { holdAskId }) }
  changeReferral(conversation.id, { leaving: [...leaving, packet] })
  await leave(conversation, packet)
}

async function leave(
  conversation: Conversation,
  packet: PreparedReferral & { holdAskId?: string },
): Promise<void> {
  const { toTeamId, epochId, mailbox, packet: bytes, withdrawToken, expiresAt, holdAskId } = packet
  try {
    await ask(sendReferral, {
      toTeamId,
      epochId,
      mailbox,
      packet: bytes,
      withdrawTokenHash: await withdrawTokenHash(withdrawToken),
      expiresAt,
      ...(holdAskId !== undefined && { holdAskId }),
    })
  } catch (error) {
    // Refused for good: these bytes will never be taken, and a new try seals anew.
    const code = codeOf(error)
    const final = [
      'referrals.key_superseded',
      'referrals.phone_only',
      'referrals.hold_over',
      'referrals.bad_times',
    ]
    if (code !== undefined && final.includes(code)) forget(conversation, mailbox)
    if (code === 'referrals.hold_over') changeReferral(conversation.id, { holds: {} })
    throw error
  }
  conversation.write(packet.sent)
  forget(conversation, mailbox)
  void queries.invalidateQueries({ queryKey: [referralKey] })
}

/** A packet, or the line about it that holds the key to its answer, has not left this desk yet. */
export class StillLeaving extends Error {
  constructor() {
    super('still leaving')
    this.name = 'StillLeaving'
  }
}

/** Why a conversation could not be let go of. */
export function sayWhyStaying(error: unknown): string {
  return error instanceof StillLeaving
    ? translateNow()('workspace.referral.still_leaving')
    : sentenceFor(error)
}

const leavingPause = 200
const leavingPatience = 10_000

/** Before a conversation goes to somebody else: sends again what may be under way. Rejects when it can't be finished. */
export async function finishLeaving(conversation: Conversation): Promise<void> {
  for (const packet of referralDraft(conversation.id).leaving) {
    await leave(conversation, packet).catch((error: unknown) => {
      // Refused for good means that nothing is under way any more.
      if (referralDraft(conversation.id).leaving.includes(packet)) throw error
    })
  }
  const end = Date.now() + leavingPatience
  while (conversation.state.get().outgoing.some(({ content }) => content.kind === 'referral-sent')) {
    if (Date.now() > end) throw new StillLeaving()
    await new Promise((resolve) => setTimeout(resolve, leavingPause))
  }
}

function forget(conversation: Conversation, mailbox: string): void {
  const { leaving } = referralDraft(conversation.id)
  changeReferral(conversation.id, { leaving: leaving.filter((packet) => packet.mailbox !== mailbox) })
}
