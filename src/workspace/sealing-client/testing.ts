import type { GenerationView, Line, Recipient } from '../../contracts/conversations.ts'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import {
  createEpoch,
  createPair,
  createThread,
  createVisit,
  createWriter,
  generationToJson,
  newGeneration,
  nextEnvelope,
  visitCard,
  type EpochKey,
  type GenerationKey,
  type GenerationRecord,
  type Pair,
  type Visit,
} from '../../sealing/index.ts'
import type { Content } from '../../contracts/content.ts'

/** For this folder's tests: a seeker with a visit, a team with an epoch, one conversation between them. */
export type Scene = Awaited<ReturnType<typeof scene>>

export async function teamEpoch(number = 1): Promise<EpochKey> {
  const { key } = await createEpoch({ teamId: randomId(), number, members: [] })
  return key
}

export function lineOf(epoch: EpochKey): Line {
  return { teamId: epoch.teamId, epochId: epoch.id, epochPublicKey: bytesToBase64Url(epoch.publicKey) }
}

export function recipientOf(visit: Visit): Recipient {
  return { to: 'visit', recipient: visit.id, publicKey: bytesToBase64Url(visit.pair.publicKey) }
}

/** A generation as the desk gets it: the team's slot only. */
export function viewOf(record: GenerationRecord, wordsPublicKey?: string): GenerationView {
  const { number, epochId, commit, slots } = generationToJson(record)
  const slot = slots.find(({ to }) => to === 'team')
  if (!slot) throw new Error('no team slot')
  return { number, epochId, commit, slot, ...(wordsPublicKey !== undefined && { wordsPublicKey }) }
}

export async function makeGeneration(input: {
  conversationId: string
  number: number
  epoch: EpochKey
  visits: readonly Visit[]
  previous?: GenerationKey
  words?: Pair
}) {
  const { epoch, visits, previous, words, ...place } = input
  return newGeneration({
    ...place,
    epoch,
    recipients: visits.map(({ id, pair }) => ({
      to: 'visit' as const,
      recipient: id,
      publicKey: pair.publicKey,
    })),
    ...(previous && { previous }),
    ...(words && { senderReceiptKey: words }),
  })
}

/** What a seeker's page writes first: its content with the visit's card. */
export async function firstEnvelope(
  conversationId: string,
  visit: Visit,
  generation: GenerationKey,
  content: Content,
) {
  const writer = createWriter(conversationId, 'seeker')
  return nextEnvelope(writer, { generation, content, seen: [], visit: visitCard(visit) })
}

export async function scene() {
  const conversationId = randomId()
  const epoch = await teamEpoch()
  const visit = await createVisit()
  const signer = await createPair()
  const first = await makeGeneration({ conversationId, number: 1, epoch, visits: [visit] })
  const hello = await firstEnvelope(conversationId, visit, first.generation, { kind: 'text', text: 'hello' })
  return { conversationId, epoch, visit, signer, first, hello }
}

/** A thread with these wire bytes in it. */
export async function threadOf(
  conversationId: string,
  keyOf: (generation: number) => GenerationKey | undefined,
  wires: readonly Parameters<ReturnType<typeof createThread>['add']>[0][],
) {
  const thread = createThread({ conversationId, keyOf })
  for (const wire of wires) await thread.add(wire)
  return thread
}
