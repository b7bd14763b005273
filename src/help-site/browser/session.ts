import {
  base64UrlToBytes,
  bytesToBase64Url,
  bytesToText,
  randomId,
  textToBytes,
  type Bytes,
} from '../../kernel/index.ts'
import { helpPaths } from '../../contracts/conversation-paths.ts'
import {
  createVisit,
  exportPair,
  exportVisit,
  importPair,
  importVisit,
  newTicket,
  openTicketState,
  sealTicketState,
  type Pair,
  type TicketHalves,
  type Visit,
} from '../../sealing/index.ts'
import { post } from './http.ts'
import type { Entry } from './outbox.ts'

/** What survives a reload in the same tab, and nothing else does. The six words are never in it. */
export type Kept = {
  conversationId: string
  /** The first message was acknowledged (or the visit came back by words). */
  begun: boolean
  /** The visit's public keys are in an acknowledged envelope. */
  introduced: boolean
  outbox: Entry[]
  draft: string
  leave: [text: string, time: string, way: string]
  /** Answers that were looked at, by mailbox. */
  answers: Record<string, { yes: boolean; note: string }>
  wordsHidden: boolean
  /** This visit came by words, and so may not see how the conversation began. */
  returned: boolean
  /** Public key of the second secret that this visit set; known here before the story says it. */
  ownKeep?: string
  /** What is to be said once, on the next page. */
  notices: ('chat.return.second_wrong' | 'chat.return.other_page')[]
}

export type Session = {
  readonly ticketId: string
  readonly visit: Visit
  /** The key that the second secret gave, if it was used in this visit. */
  keep: Pair | undefined
  readonly kept: Kept
  /** The server knows its half, so that a reload would find it. */
  deposited: boolean
  readonly halves: TicketHalves
}

/** `ticket.half.ciphertext`, each base64url. The inline script reads the ticket, to end it. */
const place = 'v'
let closed = false
document.addEventListener('page:exit', () => (closed = true))

export async function newSession(): Promise<Session> {
  const { ticketId, clientHalf, serverHalf } = newTicket()
  return {
    ticketId,
    halves: { clientHalf, serverHalf },
    visit: await createVisit(),
    keep: undefined,
    deposited: false,
    kept: {
      conversationId: randomId(),
      begun: false,
      introduced: false,
      outbox: [],
      draft: '',
      leave: ['', '', ''],
      answers: {},
      wordsHidden: false,
      returned: false,
      notices: [],
    },
  }
}

/** Gives the server its half of the key, once, before there is a conversation. */
export async function deposit(session: Session): Promise<void> {
  if (session.deposited) return
  session.deposited = true
  const { ticketId, halves } = session
  await post(helpPaths.ticketStart, { ticketId, serverHalf: bytesToBase64Url(halves.serverHalf) }).catch(
    () => {
      session.deposited = false
    },
  )
}

let turn: Promise<void> = Promise.resolve()
let waiting: Session | undefined

/** Seals the session into the tab's storage; resolves when this state, or a later one, is there. */
export function save(session: Session): Promise<void> {
  const queued = waiting !== undefined
  waiting = session
  if (queued) return turn
  turn = turn.then(async () => {
    waiting = undefined
    const { ticketId, halves } = session
    const state = {
      ...session.kept,
      visit: encode(exportVisit(session.visit)),
      keep: session.keep && encode(exportPair(session.keep)),
    }
    const sealed = await sealTicketState(halves, ticketId, textToBytes(JSON.stringify(state)))
    if (closed) return
    try {
      sessionStorage.setItem(place, [ticketId, encode(halves.clientHalf), encode(sealed)].join('.'))
    } catch {
      // A full or forbidden storage only means that a reload starts anew.
    }
  })
  return turn
}

/** Whether this tab had a session before the reload. */
export function hasStored(): boolean {
  return sessionStorage.getItem(place) !== null
}

/**
 * The session from before a reload; undefined when it can't be opened any more.
 * Throws Refused: `conversations.visit_over`, or a network that is away.
 */
export async function resume(): Promise<Session | undefined> {
  const [ticketId = '', half = '', sealed = ''] = (sessionStorage.getItem(place) ?? '').split('.')
  const clientHalf = base64UrlToBytes(half)
  const bytes = base64UrlToBytes(sealed)
  if (!clientHalf || !bytes || ticketId === '') return undefined
  const opened = await post<{ serverHalf: string; conversationId?: string }>(helpPaths.ticketOpen, {
    ticketId,
  })
  const serverHalf = base64UrlToBytes(opened.serverHalf)
  if (!serverHalf) return undefined
  const halves = { clientHalf, serverHalf }
  try {
    const state = JSON.parse(bytesToText(await openTicketState(halves, ticketId, bytes))) as Kept & {
      visit: string
      keep?: string
    }
    const { visit, keep, ...kept } = state
    return {
      ticketId,
      halves,
      deposited: true,
      visit: importVisit(decode(visit)),
      keep: keep ? importPair(decode(keep)) : undefined,
      // Acknowledged, but the page went before it heard: the server knows better.
      kept: { ...kept, begun: kept.begun || opened.conversationId !== undefined },
    }
  } catch {
    return undefined
  }
}

/** Leaves nothing in the tab, and tells the server to forget its half. */
export async function forget(session: Session | undefined): Promise<void> {
  sessionStorage.removeItem(place)
  if (session)
    await post(helpPaths.ticketClose, { ticketId: session.ticketId }, { keepalive: true }).catch(
      () => undefined,
    )
}

function encode(bytes: Uint8Array): string {
  return bytesToBase64Url(bytes)
}

function decode(text: string): Bytes {
  return base64UrlToBytes(text) ?? new Uint8Array()
}
