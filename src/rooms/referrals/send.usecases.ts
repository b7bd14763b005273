import {
  bytesToBase64Url,
  equalBytes,
  monthOf,
  NorthlineError,
  randomId,
  type Actor,
  type Bytes,
} from '../../kernel/index.ts'
import type { InputOf } from '../../contracts/index.ts'
import { mailboxTag } from '../../contracts/mailbox.ts'
import { longestPacketDays, type sendReferral as sendContract } from '../../contracts/referrals.ts'
import type { Tx } from '../../database/index.ts'
import { currentEpoch } from '../identity/index.ts'
import { lockAsk } from './asks.repository.ts'
import { decoded, mailboxCapability, sha256 } from './packet-bytes.ts'
import { wrapPacket } from './packet-wrap.ts'
import { findPacketByTag, insertPacket, type PacketRow } from './packets.repository.ts'
import { isReceiver } from './receivers.repository.ts'
import { day, minute, nowOf, type ReferralDeps } from './referrals.deps.ts'
import { referralErrors } from './referrals.errors.ts'
import { tellTeams } from './referrals.events.ts'
import { askStateAt } from './referrals.lifecycle.ts'
import { askingTeams, permit } from './referrals.policy.ts'

export type Acknowledged = { sentAt: string; expiresAt: string }

/**
 * Sends a sealed packet into a receiving team's list. The same mailbox with the
 * same bytes is acknowledged again with the first times, whatever has become of
 * it since. Nothing stored names who sent it, from which conversation.
 */
export async function sendReferral(
  deps: ReferralDeps,
  actor: Actor,
  input: InputOf<typeof sendContract>,
): Promise<Acknowledged> {
  const teams = askingTeams(actor)
  permit(teams.length > 0)
  const now = nowOf(deps)
  const tag = await mailboxTag(input.mailbox)
  const packet = decoded(input.packet)
  const packetHash = sha256(packet)
  const withdrawHash = decoded(input.withdrawTokenHash)
  const referralId = randomId()
  const expiresAt = new Date(input.expiresAt)
  const month = monthOf(expiresAt)
  const send = async (tx: Tx): Promise<Acknowledged> => {
    const first = await findPacketByTag(tx, tag)
    if (first) return acknowledge(first, input.toTeamId, packetHash)
    requireEnd(expiresAt, now)
    await requireCurrentKey(tx, input)
    if (input.holdAskId) await requireHold(tx, input.holdAskId, teams, input.toTeamId, now)
    // Only now: there are keys for months to come, and none for whatever date somebody sends.
    const wrapped = await wrapPacket(deps.outerKeys, { month, referralId }, input.mailbox, packet)
    const added = await insertPacket(tx, {
      id: referralId,
      tag,
      toTeam: input.toTeamId,
      epochId: input.epochId,
      askId: input.holdAskId ?? null,
      packet: wrapped,
      packetMonth: month,
      packetHash,
      withdrawHash,
      answerMonth: monthOf(new Date(expiresAt.getTime() + (deps.settings.keepDays + 1) * day)),
      sentAt: now,
      expiresAt,
    })
    if (!added) {
      // Two copies of one request met; the other one is there now.
      const other = await findPacketByTag(tx, tag)
      if (!other) throw new NorthlineError(referralErrors.already_used)
      return acknowledge(other, input.toTeamId, packetHash)
    }
    // The audit says who sent something to which team; it does not say what, so no entry leads to a packet.
    await deps.audit.record(tx, { action: 'referrals.send', subject: { kind: 'team', id: input.toTeamId } })
    await tellTeams(tx, input.toTeamId)
    return { sentAt: now.toISOString(), expiresAt: expiresAt.toISOString() }
  }
  return deps.database.as(actor, send, { capabilities: [mailboxCapability(tag)] })
}

function acknowledge(row: PacketRow, toTeamId: string, packetHash: Bytes): Acknowledged {
  if (row.toTeam !== toTeamId || !equalBytes(row.packetHash, packetHash))
    throw new NorthlineError(referralErrors.already_used)
  return { sentAt: row.sentAt.toISOString(), expiresAt: row.expiresAt.toISOString() }
}

function requireEnd(expiresAt: Date, now: Date): void {
  // An hour of leave for a clock that runs fast on the sender's side.
  const latest = now.getTime() + longestPacketDays * day + 60 * minute
  if (expiresAt <= now || expiresAt.getTime() > latest) throw new NorthlineError(referralErrors.bad_times)
}

async function requireCurrentKey(
  tx: Tx,
  { toTeamId, epochId }: { toTeamId: string; epochId: string },
): Promise<void> {
  const key = (await isReceiver(tx, toTeamId)) ? await currentEpoch(tx, toTeamId) : undefined
  if (!key) throw new NorthlineError(referralErrors.phone_only)
  if (key.id === epochId) return
  const facts = { epochId: key.id, epochPublicKey: bytesToBase64Url(key.publicKey) }
  throw new NorthlineError(referralErrors.key_superseded, facts)
}

async function requireHold(tx: Tx, askId: string, teams: string[], toTeam: string, now: Date): Promise<void> {
  const row = await lockAsk(tx, askId, { from: teams })
  if (!row || row.toTeam !== toTeam || askStateAt(row, now) !== 'held')
    throw new NorthlineError(referralErrors.hold_over)
}
