import { useQuery } from '@tanstack/react-query'
import { decideGlass, listGlass, sealGlass, type GlassView } from '../../contracts/conversations-access.ts'
import { deskGenerations, deskQueue } from '../../contracts/conversations-desk.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { sealSlotFor } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { queries } from '../app/queries.ts'
import { useSession } from '../app/screens.tsx'
import { decode } from '../sealing-client/epoch-ring.ts'
import { createGenerationKeys } from '../sealing-client/generation-keys.ts'
import { openEarlierEpochs } from '../session/epochs.ts'
import { ring, screensOf } from '../session/session.ts'

const key = ['glass'] as const

/** Break-glass that concerns this member; looked at again every minute, since it ends by itself. */
export function useGlass() {
  const { glass } = screensOf(useSession())
  return useQuery({
    queryKey: key,
    queryFn: () => ask(listGlass, {}),
    enabled: glass,
    refetchInterval: 60_000,
    gcTime: 0,
  })
}

export function glassChanged(): Promise<void> {
  return queries.invalidateQueries({ queryKey: key })
}

/** What came of giving the keys: how many conversations, and how many parts this member could not open. */
export type Given = { conversations: number; left: number }

/** How many slots go in one request. */
const most = 200

/** Seals the keys of what was asked for to the asker, as far as this member's team keys open them. */
export async function giveKeys(glass: GlassView): Promise<Given> {
  const ids =
    glass.conversationId === undefined ? await everyConversation(glass.teamId) : [glass.conversationId]
  const given: Given = { conversations: 0, left: 0 }
  for (const conversationId of ids) {
    const { sealed, left } = await giveKeysOf(glass, conversationId)
    if (sealed > 0) given.conversations += 1
    given.left += left
  }
  return given
}

/** What the desk of a supervisor shows of a team. */
async function everyConversation(teamId: string): Promise<string[]> {
  const { waiting, mine, others } = await ask(deskQueue, {})
  return [...waiting, ...mine, ...others]
    .filter((item) => item.teamId === teamId)
    .map(({ conversationId }) => conversationId)
}

async function giveKeysOf(
  { glassId, teamId, askedBy, publicKey }: GlassView,
  conversationId: string,
): Promise<{ sealed: number; left: number }> {
  const keys = createGenerationKeys(conversationId, (recipient) => ring.pairOf(recipient))
  for (let after = 0, more = true; more;) {
    // Only keys are asked for, no message; still it is an opening, and recorded as one.
    const page = await ask(deskGenerations, { conversationId, after, purpose: 'hand_over' })
    await keys.add(page.generations)
    after = page.generations.at(-1)?.number ?? after
    more = page.more && page.generations.length > 0
  }
  if (keys.shut().length > 0 && (await openEarlierEpochs(teamId))) await keys.retry()
  const reader = { to: 'member' as const, recipient: askedBy, publicKey: decode(publicKey) }
  const slots: { number: number; bytes: string }[] = []
  for (const { generation, epochId } of keys.held()) {
    const record = { number: generation.number, epochId }
    const slot = await sealSlotFor({ conversationId, record, generation, reader })
    slots.push({ number: generation.number, bytes: bytesToBase64Url(slot.bytes) })
  }
  for (let from = 0; from < slots.length; from += most)
    await ask(sealGlass, { glassId, conversationId, slots: slots.slice(from, from + most) })
  return { sealed: slots.length, left: keys.shut().length }
}

/** The second person's yes; whoever supervises the team gives the keys at once. */
export async function letIn(glass: GlassView, supervises: boolean): Promise<Given | undefined> {
  await ask(decideGlass, { glassId: glass.glassId, yes: true })
  return supervises ? giveKeys(glass) : undefined
}
