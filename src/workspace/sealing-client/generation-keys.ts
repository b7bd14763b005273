import type { GenerationView } from '../../contracts/conversations.ts'
import {
  openSlot,
  SealingError,
  slotProvesWords,
  type GenerationKey,
  type Pair,
  type Slot,
} from '../../sealing/index.ts'
import { decode } from './epoch-ring.ts'

/**
 * What is known of who made a generation. `first`: number 1. `linked`: its maker
 * held the one before. `words`: proven by the six words. `unlinked`: neither,
 * though we hold the one before: somebody made it who could not read what came
 * earlier. `unknown`: we do not hold the one before.
 */
export type Standing = 'first' | 'linked' | 'words' | 'unlinked' | 'unknown'

/** The keys of one conversation's generations, as far as this member's team keys open them. */
export type GenerationKeys = {
  /** Opens what can be opened; returns the numbers that are new. Views that are known already change nothing. */
  add(views: readonly GenerationView[]): Promise<number[]>
  /** Tries the shut ones again after team keys were added; returns the numbers that opened. */
  retry(): Promise<number[]>
  /** Keeps a generation that was made here and taken by the server. */
  keep(generation: GenerationKey, epochId: string): void
  keyOf(number: number): GenerationKey | undefined
  epochOf(number: number): string | undefined
  standingOf(number: number): Standing
  /** Every generation held, in order. */
  held(): { generation: GenerationKey; epochId: string }[]
  /** Numbers whose slot this member's team keys do not open. */
  shut(): number[]
}

type Entry = { epochId: string; view?: GenerationView; key?: GenerationKey; standing: Standing }

export function createGenerationKeys(
  conversationId: string,
  pairOf: (epochId: string) => Pair | undefined,
): GenerationKeys {
  const entries = new Map<number, Entry>()

  async function open(number: number): Promise<boolean> {
    const entry = entries.get(number)
    if (!entry?.view) return false
    const pair = pairOf(entry.view.slot.recipient)
    if (!pair) return false
    const previous = entries.get(number - 1)?.key
    try {
      const { generation, linked, words } = await openView(conversationId, entry.view, pair, previous)
      entry.key = generation
      entry.standing = standing(number, words, linked)
      return true
    } catch (error) {
      if (error instanceof SealingError) return false
      throw error
    }
  }

  /** One whose predecessor was not held when it was opened may be judged now. */
  async function judgeAgain(): Promise<void> {
    for (const [number, entry] of entries) {
      const pending = entry.key && entry.standing === 'unknown' && entries.get(number - 1)?.key
      if (pending) await open(number)
    }
  }

  async function openAll(numbers: readonly number[]): Promise<number[]> {
    const opened: number[] = []
    for (const number of [...numbers].sort((a, b) => a - b)) if (await open(number)) opened.push(number)
    await judgeAgain()
    return opened
  }

  return {
    add(views) {
      const fresh = views.filter(({ number }) => !entries.get(number)?.key)
      for (const view of fresh) {
        entries.set(view.number, { epochId: view.epochId, view, standing: 'unknown' })
      }
      return openAll(fresh.map(({ number }) => number))
    },
    retry: () => openAll([...entries].filter(([, entry]) => !entry.key).map(([number]) => number)),
    keep(generation, epochId) {
      const linked = generation.number === 1 ? 'first' : 'linked'
      entries.set(generation.number, { epochId, key: generation, standing: linked })
    },
    keyOf: (number) => entries.get(number)?.key,
    epochOf: (number) => entries.get(number)?.epochId,
    standingOf: (number) => entries.get(number)?.standing ?? 'unknown',
    held: () =>
      [...entries.values()]
        .flatMap(({ key, epochId }) => (key ? [{ generation: key, epochId }] : []))
        .sort((a, b) => a.generation.number - b.generation.number),
    shut: () => [...entries].filter(([, entry]) => !entry.key).map(([number]) => number),
  }
}

function standing(number: number, words: boolean, linked: boolean | undefined): Standing {
  if (words) return 'words'
  if (linked !== undefined) return linked ? 'linked' : 'unlinked'
  return number === 1 ? 'first' : 'unknown'
}

async function openView(
  conversationId: string,
  view: GenerationView,
  pair: Pair,
  previous: GenerationKey | undefined,
): Promise<{ generation: GenerationKey; linked: boolean | undefined; words: boolean }> {
  const slot: Slot = { ...view.slot, bytes: decode(view.slot.bytes) }
  const words = slotProvesWords(slot)
  const record = { number: view.number, epochId: view.epochId, commit: decode(view.commit) }
  const opened = await openSlot({
    conversationId,
    record,
    slot,
    pair,
    ...(words && view.wordsPublicKey && { senderPublicKey: decode(view.wordsPublicKey) }),
    ...(previous && { previous }),
  })
  return { ...opened, words }
}
