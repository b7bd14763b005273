import { bytesToBase64Url, type Bytes } from '../kernel/index.ts'
import { seenLimit, type EnvelopeBody, type Seen } from './body.ts'
import { envelopeHash, messageId, openEnvelope, type SignedBy } from './envelope.ts'
import { sealingReason, type SealingReason } from './errors.ts'
import type { GenerationKey } from './generation-keys.ts'
import { readHeader, type AuthorRole, type EnvelopeHeader } from './header.ts'

/** Why an entry is shut. `no_key`: nothing is wrong, the generation is just not held (yet). */
export type ShutReason = SealingReason | 'no_key' | 'changed_author'

/** One line of a thread. Nothing is ever left out: what can't be opened stands there, shut. */
export type ThreadEntry = {
  /** conversation/writer/sequence, or `unreadable/<hash>`. */
  id: string
  state: 'open' | 'shut' | 'deleted'
  /** Of a shut entry. */
  reason?: ShutReason
  header?: EnvelopeHeader
  body?: EnvelopeBody
  signedBy?: SignedBy
  /** base64url SHA-256 of the wire bytes. */
  hash: string
  /** How many envelopes of this writer should stand right before this one and do not. */
  missing: number
  /** It came after a later envelope of the same writer. */
  late: boolean
  /** It does not continue this writer's chain, or its id was used twice. */
  forked: boolean
}

type Kept = ThreadEntry & { wire?: Bytes }
type Place = { writer: string; sequence: number }
type Chain = { author?: { role: AuthorRole; key: string }; highest: number; bySequence: Map<number, Kept> }

export type ThreadOptions = {
  conversationId: string
  /** The key of a generation, if held. */
  keyOf: (generation: number) => GenerationKey | undefined
  /** False when older envelopes were not loaded: then a writer may begin in the middle. Default true. */
  complete?: boolean
}

/**
 * A reader of one conversation; feed it wire bytes in the server's order. Entries
 * are live: a later arrival may change the marks of an earlier one.
 */
export type Thread = {
  /** In the order in which they were added. */
  readonly entries: readonly ThreadEntry[]
  /** Adds an envelope. Undefined when these very bytes are there already. Never throws for bad bytes. */
  add(wire: Bytes): Promise<ThreadEntry | undefined>
  /** Adds what the server kept of a deleted envelope, or empties the entry that is there. */
  addDeleted(place: Place & { hash: string }): Promise<ThreadEntry>
  /** Tries shut entries again after keys were added; returns those that opened. */
  reopen(): Promise<ThreadEntry[]>
  /** For the next envelope: the last envelope of the writers seen last, without `ownWriter`. */
  seen(ownWriter?: string): Seen[]
  /** Envelopes that somebody says they saw and that never came here. */
  withheld(): Place[]
}

export function createThread({ conversationId, keyOf, complete = true }: ThreadOptions): Thread {
  const entries: Kept[] = []
  const hashes = new Set<string>()
  const chains = new Map<string, Chain>()
  let queue: Promise<unknown> = Promise.resolve()

  async function read(entry: Kept): Promise<void> {
    const { header, wire } = entry
    if (!header || !wire) return
    try {
      if (header.conversationId !== conversationId) return shut(entry, 'wrong_context')
      const generation = keyOf(header.generation)
      if (!generation) return shut(entry, 'no_key')
      const { body, signedBy } = await openEnvelope(wire, { conversationId, generation })
      const chain = chainOf(header.writerId)
      const author = { role: header.role, key: signedBy ? bytesToBase64Url(signedBy.signPublicKey) : '' }
      chain.author ??= author
      const same = chain.author.role === author.role && chain.author.key === author.key
      if (!same) return shut(entry, 'changed_author')
      delete entry.reason
      delete entry.wire
      Object.assign(entry, { state: 'open', body }, signedBy && { signedBy })
    } catch (error) {
      shut(entry, sealingReason(error) ?? 'malformed')
    }
  }

  function chainOf(writer: string): Chain {
    const chain = chains.get(writer) ?? { highest: 0, bySequence: new Map<number, Kept>() }
    chains.set(writer, chain)
    return chain
  }

  /** Puts an entry into its writer's chain and marks it and the one after it. */
  function place({ writer, sequence }: Place, entry: Kept): void {
    const chain = chainOf(writer)
    const there = chain.bySequence.get(sequence)
    // What did not prove its place must not push aside, or mark, what does.
    if (there && !isStray(there)) {
      entry.forked = !isStray(entry)
      there.forked ||= entry.forked
      return
    }
    entry.late = sequence < chain.highest
    chain.bySequence.set(sequence, entry)
    if (!isStray(entry)) chain.highest = Math.max(chain.highest, sequence)
    mark(chain, sequence)
    const next = Math.min(...[...chain.bySequence.keys()].filter((other) => other > sequence))
    if (next !== Infinity) mark(chain, next)
  }

  function mark(chain: Chain, sequence: number): void {
    const entry = chain.bySequence.get(sequence)
    if (!entry) return
    const before = Math.max(0, ...[...chain.bySequence.keys()].filter((other) => other < sequence))
    entry.missing = before === 0 && !complete ? 0 : sequence - 1 - before
    const last = chain.bySequence.get(sequence - 1)
    if (!last || isStray(last) || !entry.header) return
    if (last.hash !== bytesToBase64Url(entry.header.previous)) entry.forked = true
  }

  async function take(wire: Bytes): Promise<ThreadEntry | undefined> {
    const hash = bytesToBase64Url(await envelopeHash(wire))
    if (hashes.has(hash)) return undefined
    hashes.add(hash)
    const marks = { missing: 0, late: false, forked: false }
    const entry: Kept = { id: `unreadable/${hash}`, state: 'shut', hash, wire, ...marks }
    entries.push(entry)
    try {
      entry.header = readHeader(wire)
      entry.id = messageId(entry.header)
    } catch (error) {
      shut(entry, sealingReason(error) ?? 'malformed')
      return entry
    }
    await read(entry)
    const { writerId: writer, sequence } = entry.header
    if (entry.header.conversationId === conversationId) place({ writer, sequence }, entry)
    return entry
  }

  async function takeDeleted({ writer, sequence, hash }: Place & { hash: string }): Promise<ThreadEntry> {
    const known = entries.find((entry) => entry.hash === hash)
    if (known) {
      delete known.body
      delete known.reason
      return Object.assign(known, { state: 'deleted' as const })
    }
    hashes.add(hash)
    const id = messageId({ conversationId, writerId: writer, sequence })
    const entry: Kept = { id, state: 'deleted', hash, missing: 0, late: false, forked: false }
    entries.push(entry)
    place({ writer, sequence }, entry)
    return entry
  }

  async function reopen(): Promise<ThreadEntry[]> {
    const shutEntries = entries.filter(({ reason }) => reason === 'no_key')
    for (const entry of shutEntries) await read(entry)
    return shutEntries.filter(({ state }) => state === 'open')
  }

  /** One after the other, so that the order of calls is the order of entries. */
  function inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const turn = queue.then(step)
    queue = turn.catch(() => undefined)
    return turn
  }

  return {
    entries,

    add: (wire) => inTurn(() => take(wire)),
    addDeleted: (place) => inTurn(() => takeDeleted(place)),
    reopen: () => inTurn(reopen),

    seen(ownWriter) {
      const last = new Map<string, Seen>()
      for (const { header, hash, state } of entries) {
        if (!header || state !== 'open' || header.writerId === ownWriter) continue
        const { writerId: writer, sequence } = header
        if ((last.get(writer)?.sequence ?? 0) > sequence) continue
        last.delete(writer)
        last.set(writer, { writer, sequence, hash })
      }
      return [...last.values()].slice(-seenLimit)
    },

    withheld() {
      const claims = entries.flatMap(({ body }) => body?.seen ?? [])
      const absent = claims.filter(({ writer, sequence, hash }) => {
        const chain = chains.get(writer)
        return !hashes.has(hash) && (complete || (chain !== undefined && sequence > firstOf(chain)))
      })
      const byPlace = new Map(
        absent.map(({ writer, sequence }) => [`${writer}/${sequence}`, { writer, sequence }]),
      )
      return [...byPlace.values()]
    },
  }
}

function shut(entry: Kept, reason: ShutReason): void {
  Object.assign(entry, { state: 'shut', reason })
}

/** Whether an entry only claims its place: shut for any reason but a key not held. */
function isStray(entry: ThreadEntry): boolean {
  return entry.state === 'shut' && entry.reason !== 'no_key'
}

function firstOf(chain: Chain): number {
  return Math.min(...chain.bySequence.keys())
}
