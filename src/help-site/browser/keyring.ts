import type { GenerationView, Recipient } from '../../contracts/conversations.ts'
import {
  newGeneration,
  openSlot,
  type GenerationKey,
  type GenerationRecord,
  type Pair,
} from '../../sealing/index.ts'
import { bytesOf } from './bytes-of.ts'
import { requireLineKey } from './line-key.ts'
import type { Session } from './session.ts'

export type Keyring = {
  readonly get: (number: number) => GenerationKey | undefined
  /** The newest that is held: the one to write under. */
  readonly newest: () => GenerationKey | undefined
  /** Whether somebody made this generation who is not known to have held the one before. */
  readonly unlinked: (number: number) => boolean
  /** Number and epoch of every generation that is held. */
  readonly records: () => { number: number; epochId: string }[]
  /** Opens what can be opened; says whether anything new came. */
  readonly add: (views: readonly GenerationView[]) => Promise<boolean>
  /** A new generation for the team and every recipient, this visit always among them. Throws Refused for a team's key that is not verified. */
  readonly make: (input: {
    number: number
    epoch: { id: string; publicKey: string }
    recipients: readonly Recipient[]
    proof?: Pair
  }) => Promise<{ generation: GenerationKey; record: GenerationRecord }>
}

/** The generation keys of this visit. In memory only: after a reload the slots are opened again. */
export function createKeyring(session: Session): Keyring {
  const held = new Map<number, GenerationKey>()
  const epochs = new Map<number, string>()
  /** Whether the maker of each held the one before; undefined until the one before is held here. */
  const links = new Map<number, boolean | undefined>()
  const pending = new Map<number, GenerationView>()
  const { conversationId } = session.kept

  async function open(view: GenerationView): Promise<boolean> {
    if (held.has(view.number) && !pending.has(view.number)) return false
    const pair = view.slot.to === 'visit' ? session.visit.pair : session.keep
    if (!pair) return false
    try {
      const { number, epochId } = view
      const record = { number, epochId, commit: bytesOf(view.commit) }
      const slot = { ...view.slot, bytes: bytesOf(view.slot.bytes) }
      const previous = held.get(number - 1)
      const opened = await openSlot({ conversationId, record, slot, pair, ...(previous && { previous }) })
      held.set(number, opened.generation)
      links.set(number, opened.linked)
      if (number > 1 && opened.linked === undefined) pending.set(number, view)
      else pending.delete(number)
      epochs.set(number, epochId)
      return true
    } catch {
      // A slot that does not open leaves its messages shut, and the thread says so.
      return false
    }
  }

  return {
    get: (number) => held.get(number),
    newest: () => held.get(Math.max(...held.keys())),
    unlinked(number) {
      if (number === 1 || links.get(number)) return false
      // A visit that came by words may lack the one before; any other was given every one.
      return links.get(number) === false || !session.kept.returned
    },
    records: () => [...held.keys()].map((number) => ({ number, epochId: epochs.get(number) ?? '' })),
    async add(views) {
      let fresh = false
      for (const view of views) fresh = (await open(view)) || fresh
      for (const [number, view] of pending) if (held.has(number - 1)) await open(view)
      return fresh
    },
    async make({ number, epoch, recipients, proof }) {
      await requireLineKey(epoch)
      const { visit } = session
      const me = { to: 'visit' as const, recipient: visit.id, publicKey: visit.pair.publicKey }
      const others = recipients
        .filter(({ recipient }) => recipient !== visit.id)
        .map(({ to, recipient, publicKey }) => ({ to, recipient, publicKey: bytesOf(publicKey) }))
      const previous = held.get(number - 1)
      const made = await newGeneration({
        conversationId,
        number,
        epoch: { id: epoch.id, publicKey: bytesOf(epoch.publicKey) },
        recipients: [me, ...others],
        ...(previous && { previous }),
        ...(proof && { senderReceiptKey: proof }),
      })
      held.set(number, made.generation)
      links.set(number, true)
      epochs.set(number, epoch.id)
      return made
    },
  }
}
