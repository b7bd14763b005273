import type { Content } from '../../contracts/content.ts'
import type { Acknowledgement, GenerationRecordInput, Line } from '../../contracts/conversations.ts'
import { bytesToBase64Url, randomId, type Bytes } from '../../kernel/index.ts'
import { createWriter, type Pair, type Seen, type Writer } from '../../sealing/index.ts'
import { codeOf, isPassing } from '../app/problems.ts'
import { CallError } from '../../contracts/call.ts'
import {
  adoptSuperseded,
  sealNext,
  sendSealed,
  UnverifiedReader,
  type Sealed,
  type Send,
  type Standpoint,
} from '../sealing-client/deliver.ts'
import type { GenerationKeys } from '../sealing-client/generation-keys.ts'
import type { Committed } from '../sealing-client/readers.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import type { Outgoing } from './conversation-state.ts'

/** What the outbox asks of its conversation. */
export type OutboxPort = {
  conversationId: string
  keys: GenerationKeys
  signer: () => Pair | undefined
  standpoint: () => Standpoint | undefined
  moveTo: (standpoint: Standpoint) => void
  committed: () => Committed
  seen: (ownWriter: string) => Seen[]
  send: Send
  /** Rejects unless the team's key may be sealed to. */
  requireKey: (line: Line) => Promise<void>
  /** Acknowledged: the envelope belongs to the thread now. */
  arrived: (wire: Bytes, acknowledgement: Acknowledgement) => Promise<void>
  show: (outgoing: readonly Outgoing[]) => void
  /** A sentence about what was refused. */
  say: (error: unknown) => string
  keep: (kept: KeptOutbox | undefined) => void
}

/** What survives a reload, sealed: the contents in order, and the first one's bytes if it may be under way. */
export type KeptOutbox = {
  waiting: { localId: string; content: Content }[]
  sealed?: KeptBytes & { localId: string }
}
type KeptBytes = { wire: string; record?: GenerationRecordInput }

type Item = Outgoing & {
  sealed?: Sealed
  /** Bytes that an earlier page sealed and may have sent: its writer is gone with it. */
  earlier?: KeptBytes
  trustUnknown?: boolean
}

const mostTurns = 6

/**
 * Sends what is written, one after the other. The first in line is sealed when
 * its turn comes and then sent as the same bytes until the server has answered;
 * only when the server refused its key, and so stored nothing, is it sealed anew.
 */
export function createOutbox(port: OutboxPort) {
  let writer: Writer = createWriter(port.conversationId, 'responder')
  let items: Item[] = []
  let running = false
  let pause: ReturnType<typeof setTimeout> | undefined
  let wait = 500

  function change(next: Item[]): void {
    items = next
    port.show(
      items.map(({ sealed, earlier: _, trustUnknown: __, ...shown }) => ({
        ...shown,
        ...(sealed && { hash: bytesToBase64Url(sealed.hash) }),
      })),
    )
    const [first] = items
    if (!first) return port.keep(undefined)
    const waiting = items.map(({ localId, content }) => ({ localId, content }))
    const bytes = first.sealed ? bytesOf(first.sealed) : first.earlier
    port.keep({ waiting, ...(bytes && { sealed: { localId: first.localId, ...bytes } }) })
  }

  function replace(item: Item): void {
    change(items.map((other) => (other.localId === item.localId ? item : other)))
  }

  function update(localId: string, part: Partial<Item>): void {
    change(items.map((item) => (item.localId === localId ? { ...item, ...part } : item)))
  }

  function later(): void {
    clearTimeout(pause)
    pause = setTimeout(() => void run(), wait)
    wait = Math.min(wait * 2, 8_000)
  }

  async function run(): Promise<void> {
    if (running) return
    clearTimeout(pause)
    running = true
    try {
      for (let item = items[0]; item; item = items[0]) {
        if (item.state === 'refused' || item.state === 'unverified' || !(await attempt(item))) return
      }
    } finally {
      running = false
    }
  }

  /** True when the item has left the outbox. */
  async function attempt(item: Item): Promise<boolean> {
    for (let turn = 0; turn < mostTurns; turn++) {
      const sealed = item.earlier ? undefined : (item.sealed ?? (await seal(item)))
      if (!sealed && !item.earlier) return false
      item = { ...item, state: 'sending', ...(sealed && { sealed }) }
      replace(item)
      try {
        await settle(item, await send(item))
        return true
      } catch (error) {
        if ((await answerRefusal(item, error)) === 'stop') return false
        item = unsealed(item)
        replace(item)
      }
    }
    update(item.localId, { state: 'refused', problem: port.say(undefined) })
    return false
  }

  function send({ earlier, sealed }: Item): Promise<Acknowledgement> {
    if (sealed) return sendSealed(sealed, port.send)
    return port.send(earlier?.wire ?? '', earlier?.record)
  }

  async function seal(item: Item): Promise<Sealed | undefined> {
    const [signer, standpoint] = [port.signer(), port.standpoint()]
    if (!signer || !standpoint) return undefined
    try {
      return await sealNext({
        writer,
        content: item.content,
        seen: port.seen(writer.id),
        signer,
        keys: port.keys,
        standpoint,
        committed: port.committed(),
        trustUnknown: item.trustUnknown ?? false,
        requireKey: port.requireKey,
      })
    } catch (error) {
      if (error instanceof UnverifiedReader) {
        update(item.localId, { state: 'unverified', readers: error.readers })
      } else if (isPassing(error)) {
        update(item.localId, { state: 'retrying' })
        later()
      } else update(item.localId, { state: 'refused', problem: port.say(error) })
      return undefined
    }
  }

  async function settle({ localId, sealed, earlier }: Item, acknowledgement: Acknowledgement): Promise<void> {
    wait = 500
    if (sealed) writer = sealed.writer
    if (sealed?.record) {
      port.keys.keep(sealed.generation, sealed.epochId)
      const standpoint = port.standpoint()
      if (standpoint) port.moveTo({ ...standpoint, generation: sealed.generation.number, renew: false })
    }
    await port.arrived(sealed?.wire ?? decode(earlier?.wire ?? ''), acknowledgement)
    change(items.filter((item) => item.localId !== localId))
  }

  async function answerRefusal(item: Item, error: unknown): Promise<'again' | 'stop'> {
    const standpoint = port.standpoint()
    if (error instanceof CallError && codeOf(error) === 'conversations.key_superseded' && standpoint) {
      port.moveTo(await adoptSuperseded(error.problem.facts, standpoint.line, port.keys))
      return 'again'
    }
    if (codeOf(error) === 'conversations.message_conflict') {
      writer = createWriter(port.conversationId, 'responder')
      return 'again'
    }
    if (isPassing(error)) {
      update(item.localId, { state: 'retrying' })
      later()
      return 'stop'
    }
    update(item.localId, { state: 'refused', problem: port.say(error) })
    return 'stop'
  }

  return {
    /** Puts content in line. */
    write(content: Content): void {
      change([...items, { localId: randomId(), content, state: 'waiting' }])
      void run()
    },
    /** Tries again what waits, was refused or was interrupted; `trust` after the warning about readers. */
    retry(localId?: string, trust = false): void {
      change(
        items.map((item) => {
          if (localId !== undefined && item.localId !== localId) return item
          const { problem: _, readers: __, ...rest } = item
          const held = localId === undefined && (item.state === 'refused' || item.state === 'unverified')
          return held ? item : { ...rest, state: 'waiting', ...(trust && { trustUnknown: true }) }
        }),
      )
      wait = 500
      void run()
    },
    /** Takes a refused item out; its content goes back to whoever wrote it. */
    take(localId: string): Content | undefined {
      const item = items.find((other) => other.localId === localId)
      change(items.filter((other) => other.localId !== localId))
      void run()
      return item?.content
    },
    /** After a reload: what an earlier page had in line, its first envelope as the same bytes. */
    restore({ waiting, sealed }: KeptOutbox): void {
      const restored = waiting.map(({ localId, content }): Item => {
        if (sealed?.localId !== localId) return { localId, content, state: 'waiting' }
        const { wire, record } = sealed
        return { localId, content, state: 'waiting', earlier: { wire, ...(record && { record }) } }
      })
      change([...restored, ...items])
      void run()
    },
    isEmpty: () => items.length === 0,
    stop: () => clearTimeout(pause),
  }
}

function bytesOf({ wire, record }: Sealed): KeptBytes {
  return { wire: bytesToBase64Url(wire), ...(record && { record }) }
}

function unsealed({ sealed: _, earlier: __, ...item }: Item): Item {
  return { ...item, state: 'waiting' }
}

export type Outbox = ReturnType<typeof createOutbox>
