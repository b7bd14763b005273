import { randomId } from '../../../src/kernel/index.ts'
import type { Ids } from './inputs.ts'
import type { Person } from './people.ts'
import type { Records } from './records.ts'

/** The ids that a request names for a record of this kind and label, as this person sees it. */
export function idsFor(records: Records, who: Person | undefined, kind: string, label: string): Ids {
  const { conversations, packets, asks, stranger, absent, serviceId } = records
  const own = who ?? stranger.person
  // Where the record is not the point, everything else in the request is as good as can be.
  const { keeping } = records
  const rest: Record<string, string> = {
    teamId: own.teamId,
    fromTeamId: own.teamId,
    memberId: own.colleagueId,
    serviceId,
  }
  const gone = (...names: string[]) => Object.fromEntries(names.map((name) => [name, absent[name] ?? '']))
  if (kind === 'conversation') {
    const seeker = conversations[label as keyof typeof conversations]
    if (!seeker) return { ...rest, ...gone('conversationId', 'visitId') }
    return { ...rest, conversationId: seeker.conversationId, visitId: seeker.visit.id }
  }
  if (kind === 'team') {
    const teams: Record<string, string> = {
      own: own.teamId,
      sibling: own.siblingTeamId,
      foreign: stranger.person.teamId,
    }
    const teamId = teams[label] ?? absent['teamId'] ?? ''
    return { ...rest, teamId, fromTeamId: teamId }
  }
  if (kind === 'member') {
    const foreign = { teamId: stranger.person.teamId, memberId: stranger.memberId }
    const places: Record<string, Ids> = {
      colleague: rest,
      stranger: { ...rest, memberId: foreign.memberId },
      nobody: { ...rest, ...gone('memberId') },
      foreign: { ...rest, ...foreign },
    }
    return places[label] ?? { ...rest, ...gone('teamId', 'memberId') }
  }
  if (kind === 'ask') return { ...rest, askId: asks[label as keyof typeof asks] ?? absent['askId'] ?? '' }
  if (kind === 'referral')
    return { ...rest, referralId: packets[label as 'own']?.referralId ?? absent['referralId'] ?? '' }
  if (kind === 'mailbox') {
    const { mailbox, withdrawToken } = packets.own
    if (label === 'known') return { ...rest, mailbox, withdrawToken }
    if (label === 'wrong') return { ...rest, mailbox, withdrawToken: randomId() }
    return { ...rest, ...gone('mailbox'), withdrawToken }
  }
  if (kind === 'glass') {
    const { conversationId } = conversations.mine
    return { ...rest, conversationId, glassId: records.glass[label as 'open'] ?? absent['glassId'] ?? '' }
  }
  if (kind === 'vetting')
    return { ...rest, vettingId: records.vettings[label as 'open'] ?? absent['vettingId'] ?? '' }
  if (kind === 'change')
    return { ...rest, changeNo: records.changes[label as 'open'] ?? absent['changeNo'] ?? '' }
  if (kind === 'hold') return { ...rest, holdId: keeping.holds[label as 'asked'] ?? absent['holdId'] ?? '' }
  if (kind === 'plan') return { ...rest, planId: keeping.plans[label as 'asked'] ?? absent['planId'] ?? '' }
  if (kind === 'slot') {
    const slots: Record<string, string> = {
      mine: own.slotId,
      colleague: own.colleagueSlotId,
      foreign: stranger.slotId,
    }
    return { ...rest, slotId: slots[label] ?? absent['slotId'] ?? '' }
  }
  const { epochs } = keeping
  if (kind === 'recovery')
    return {
      ...rest,
      epochId: epochs.own,
      secondId: own.deputyId,
      recoveryId: keeping.recoveries[label as 'first'] ?? absent['recoveryId'] ?? '',
    }
  if (kind === 'past' || kind === 'cover') {
    const others: Record<string, string> = {
      foreign_epoch: epochs.foreign,
      absent_epoch: absent['epochId'] ?? '',
    }
    const like = others[label] ? (kind === 'past' ? 'colleague' : 'own') : label
    return {
      ...idsFor(records, who, kind === 'past' ? 'member' : 'team', like),
      planId: keeping.plans.current,
      epochId: others[label] ?? epochs.own,
    }
  }
  if (kind === 'pair')
    return label === 'known'
      ? { ...rest, ...records.pair }
      : { ...rest, firstId: absent['firstId'] ?? '', secondId: absent['secondId'] ?? '' }
  if (kind === 'service')
    return {
      ...rest,
      serviceId: label === 'known' ? serviceId : (absent['serviceId'] ?? ''),
      teamId: stranger.provider.teamId,
    }
  return rest
}

/** Every id of something that is nobody's business here: none of them may be in any answer. */
export function foreignIds({ conversations, packets, asks, stranger, keeping }: Records): string[] {
  const { foreign } = conversations
  return [
    foreign.conversationId,
    foreign.visit.id,
    packets.foreign.referralId,
    packets.foreign.mailbox,
    asks.foreign,
    stranger.memberId,
    stranger.slotId,
    keeping.holds.foreign,
    keeping.plans.foreign,
    keeping.recoveries.foreign,
  ]
}

/** Which records a text names, by their labels. */
export function labelsIn({ conversations, packets, asks }: Records, text: string): string[] {
  const named: [string, string][] = [
    ...Object.entries(conversations).map(([label, seeker]): [string, string] => [
      label,
      seeker.conversationId,
    ]),
    ...Object.entries(packets).map(([label, { referralId }]): [string, string] => [label, referralId]),
    ...Object.entries(asks),
  ]
  return named.flatMap(([label, id]) => (text.includes(id) ? [label] : []))
}
