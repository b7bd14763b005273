import type { ReferralTo, UnderWay } from '../../contracts/conversations.ts'
import type { PreparedReferral } from '../sealing-client/consent.ts'
import { keepDraft, readDraft, useDraft } from '../session/drafts.ts'

export type { ReferralTo }

/** What a responder has under way in one conversation, sealed with the other drafts. */
export type ReferralDraft = {
  /** Capacity asked from here: the server does not know for which conversation. */
  asks: readonly { askId: string; to: ReferralTo }[]
  /** The form, while it is being filled in. */
  form?: ReferralForm
  /** Sealed packets that may be under way: sent again as the same bytes until the server answers. */
  leaving: readonly (PreparedReferral & { holdAskId?: string })[]
  /** Which ask's hold a consent question follows. */
  holds: Readonly<Record<string, string>>
}

export type ReferralForm = {
  to: ReferralTo
  holdAskId?: string
  values: Readonly<Record<string, string>>
  why?: string
  days: number
}

const empty: ReferralDraft = { asks: [], leaving: [], holds: {} }
const nameOf = (conversationId: string) => `referral.${conversationId}`

export function referralDraft(conversationId: string): ReferralDraft {
  return readDraft<ReferralDraft>(nameOf(conversationId)) ?? empty
}

export function useReferralDraft(conversationId: string): ReferralDraft {
  return useDraft<ReferralDraft>(nameOf(conversationId), empty)[0]
}

type Heard = (conversationId: string) => void
const whenUnderWay = new Set<Heard>()

/** Calls back when what another desk would need to know has changed here. */
export function onUnderWay(heard: Heard): void {
  whenUnderWay.add(heard)
}

export function changeReferral(conversationId: string, part: Partial<ReferralDraft>): void {
  keepDraft(nameOf(conversationId), { ...referralDraft(conversationId), ...part })
  if (part.asks || part.holds) for (const heard of whenUnderWay) heard(conversationId)
}

/** Adds what somebody else had under way before; what stands here already stays. */
export function takeOver(conversationId: string, { asks, holds }: UnderWay): void {
  const now = referralDraft(conversationId)
  const known = new Set(now.asks.map(({ askId }) => askId))
  const added = asks.filter(({ askId }) => !known.has(askId))
  keepDraft(nameOf(conversationId), {
    ...now,
    asks: [...now.asks, ...added],
    holds: { ...holds, ...now.holds },
  })
}

/** Opens the form for a service; what was filled in for another one is carried over. */
export function beginReferral(conversationId: string, to: ReferralTo, holdAskId?: string): void {
  const { form } = referralDraft(conversationId)
  const { serviceId, teamId, service, organisation } = to
  changeReferral(conversationId, {
    form: {
      to: { serviceId, teamId, service, organisation },
      values: form?.values ?? {},
      days: form?.days ?? 2,
      ...(holdAskId !== undefined && { holdAskId }),
    },
  })
}

export function dropForm(conversationId: string): void {
  const { form: _, ...rest } = referralDraft(conversationId)
  keepDraft(nameOf(conversationId), rest)
}
