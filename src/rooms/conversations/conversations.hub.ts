import { sql } from 'kysely'
import type { EnvelopeView } from '../../contracts/conversations.ts'
import { bytesToHex, shown, type Received } from './conversations.bytes.ts'
import type { ConversationDeps } from './conversations.deps.ts'
import { identityEventOf, identityTopic } from '../identity/index.ts'
import { readEvent, topic, type ConversationEvent } from './conversations.events.ts'

/** A new envelope on its way to the open streams of this process. */
export type Delivery = { generation: number; envelope: EnvelopeView }

/** An open stream. It must not throw. */
export type Listener = {
  heard(event: ConversationEvent, delivery: Delivery | undefined): void
  /** The connection to the database was lost for a while: something may have been missed. */
  missed(): void
  /** A member's session ended: signed out, sent away, timed out. */
  sessionEnded?(sessionId: string): void
  /** A member has other roles, from now on. */
  rolesChanged?(memberId: string): void
  /** Members or keys of a team are others than before. */
  teamChanged?(teamId: string): void
  /** Every five seconds. */
  tick(now: number): void
  /** The server stops. */
  stop(): void
}

/** Where a stream wants to be told: one conversation (a seeker) or everything (a desk, which chooses itself). */
export type Interest = { conversationId: string } | 'desk'

export type Hub = {
  /** Hears the database from now on; once per process. */
  start(): Promise<void>
  /** Ends every stream and hears no more. */
  stop(): Promise<void>
  join(interest: Interest, listener: Listener): () => void
  /** This envelope is about to be stored: when it is heard of, it need not be read. */
  expect(conversationId: string, received: Received): void
  /** It is committed: the streams of this process need not wait for the database to say so. */
  published(conversationId: string, received: Received, sent: Committed): void
  /** Calls back when a visit ends anywhere. */
  onOver(ended: (visitId: string) => void): void
  /** Calls back when a conversation was slowed anywhere, or that was taken back. */
  onSlowed(call: (conversationId: string, visitIds: readonly string[]) => void): void
  /** Whether a responder typed there within the last seconds. */
  responderTypes(conversationId: string): boolean
  /** Whether this may be passed on now: at most once a second for each key. */
  mayTell(key: string): boolean
  /** What happens every five seconds: old things are forgotten, streams look at the clock. */
  turn(now: number): void
  readonly streams: number
}

type Committed = { at: string; appended?: { position: number; teamId: string; claimedBy: string | null } }

/** Each stream's turn comes every five seconds, but not all of theirs at once: messages would wait behind it. */
const tickEvery = 5_000
const parts = 20
const typingFor = 4_000
const keptFor = 5_000

export function createHub({ database }: ConversationDeps): Hub {
  const seekers = new Map<string, Set<Listener>>()
  const desks = new Set<Listener>()
  /** By conversation and hash: what this process is storing, or just stored. */
  const expected = new Map<string, { bytes: string; since: number }>()
  /** By conversation and position: what another process stored, while it is read. */
  const reads = new Map<string, { delivery: Promise<Delivery | undefined>; since: number }>()
  const typed = new Map<string, number>()
  const told = new Map<string, number>()
  const ended: ((visitId: string) => void)[] = []
  const slowed: ((conversationId: string, visitIds: readonly string[]) => void)[] = []
  let unlisten: (() => Promise<void>)[] = []
  let timer: NodeJS.Timeout | undefined
  const partOf = new WeakMap<Listener, number>()
  let joined = 0
  let part = 0

  const all = () => [...desks, ...[...seekers.values()].flatMap((set) => [...set])]

  /** The envelope, read once per process whatever the number of streams. */
  async function read(conversationId: string, position: number): Promise<Delivery | undefined> {
    return database.as(
      { kind: 'system' },
      async (tx) => {
        const { rows } = await sql<{ generation: number; at: Date; bytes: Buffer }>`
          select generation, at, bytes from conversations.envelopes
          where conversation_id = ${conversationId} and position = ${position}`.execute(tx)
        const [row] = rows
        if (!row) return undefined
        const envelope = { position, at: row.at.toISOString(), bytes: shown(row.bytes) }
        return { generation: row.generation, envelope }
      },
      { capabilities: [`deliver:${conversationId}`] },
    )
  }

  function dispatch(event: ConversationEvent, delivery?: Delivery): void {
    if ('c' in event) for (const listener of seekers.get(event.c) ?? []) listener.heard(event, delivery)
    for (const listener of desks) listener.heard(event, delivery)
  }

  function wanted(event: { c: string; m: string | null }): boolean {
    return seekers.has(event.c) || (desks.size > 0 && event.m !== null)
  }

  function heardMessage(event: ConversationEvent & { k: 'message' }): void {
    const { c, p, g, h, at } = event
    const own = expected.get(`${c}/${h}`)
    if (own) return dispatch(event, { generation: g, envelope: { position: p, at, bytes: own.bytes } })
    if (!wanted(event)) return dispatch(event)
    const key = `${c}/${p}`
    const delivery = reads.get(key)?.delivery ?? read(c, p).catch(() => undefined)
    reads.set(key, { delivery, since: Date.now() })
    void delivery.then((found) => dispatch(event, found))
  }

  function heard(payload: string): void {
    const event = readEvent(payload)
    if (!event) return all().forEach((listener) => listener.missed())
    if (event.k === 'message') return heardMessage(event)
    if (event.k === 'typing' && event.by === 'r') typed.set(event.c, Date.now())
    if (event.k === 'over') ended.forEach((call) => call(event.v))
    if (event.k === 'slowed') return slowed.forEach((call) => call(event.c, event.v))
    dispatch(event)
  }

  function heardIdentity(payload: string): void {
    const event = identityEventOf(payload)
    for (const listener of desks) {
      if (event?.k === 'ended') listener.sessionEnded?.(event.session)
      else if (event?.k === 'roles') listener.rolesChanged?.(event.member)
      else if (event?.k === 'team' || event?.k === 'epoch') listener.teamChanged?.(event.team)
    }
  }

  function turn(now: number): void {
    forget(now)
    for (const listener of all()) listener.tick(now)
  }

  function forget(now: number): void {
    for (const kept of [expected, reads])
      for (const [key, { since }] of kept) if (since < now - keptFor) kept.delete(key)
    for (const [key, at] of typed) if (at < now - typingFor) typed.delete(key)
    for (const [key, at] of told) if (at < now - 1_000) told.delete(key)
  }

  function turnPart(now: number): void {
    part = (part + 1) % parts
    if (part === 0) forget(now)
    for (const listener of all()) if (partOf.get(listener) === part) listener.tick(now)
  }

  return {
    async start() {
      unlisten = [await database.listen(topic, heard), await database.listen(identityTopic, heardIdentity)]
      timer = setInterval(() => turnPart(Date.now()), tickEvery / parts)
      timer.unref()
    },

    async stop() {
      clearInterval(timer)
      for (const listener of all()) listener.stop()
      await Promise.all(unlisten.map((stop) => stop()))
    },

    join(interest, listener) {
      partOf.set(listener, joined++ % parts)
      if (interest === 'desk') {
        desks.add(listener)
        return () => void desks.delete(listener)
      }
      const { conversationId } = interest
      const set = seekers.get(conversationId) ?? new Set()
      seekers.set(conversationId, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && seekers.get(conversationId) === set) seekers.delete(conversationId)
      }
    },

    expect(conversationId, { text, hash }) {
      expected.set(`${conversationId}/${shortHash(hash)}`, { bytes: text, since: Date.now() })
    },

    published(conversationId, { hash, header }, { at, appended }) {
      if (!appended) return
      const { position, teamId, claimedBy } = appended
      const place = { c: conversationId, p: position, g: header.generation, h: shortHash(hash), at }
      heardMessage({ k: 'message', ...place, t: teamId, m: claimedBy })
    },

    onOver: (call) => void ended.push(call),
    onSlowed: (call) => void slowed.push(call),
    responderTypes: (conversationId) => (typed.get(conversationId) ?? 0) > Date.now() - typingFor,

    mayTell(key) {
      const now = Date.now()
      if ((told.get(key) ?? 0) > now - 1_000) return false
      told.set(key, now)
      return true
    },

    turn,

    get streams() {
      return all().length
    },
  }
}

/** Enough of an envelope's hash to know it by in its conversation. */
export function shortHash(hash: Uint8Array): string {
  return bytesToHex(hash.subarray(0, 8))
}
