import {
  claim,
  deskEvents,
  deskPaths,
  deskQueue,
  endAndSlow,
  endConversation,
  handOver,
  release,
  type DeskEvent,
  type DeskItem,
  type ReadingPurpose,
} from '../../contracts/conversations.ts'
import { ask } from '../app/api.ts'
import { openStream, type StreamState } from '../app/open-stream.ts'
import { queries } from '../app/queries.ts'
import { createStore } from '../app/store.ts'
import { createConversation, type Conversation } from '../conversation/conversation.ts'
import { draftsNamed, keepDraft } from '../session/drafts.ts'
import { onUnderWay } from '../referral/referral-draft.ts'
import { finishLeaving } from '../referral/send-referral.ts'
import { fetchUnderWay, forgetUnderWay, keepUnderWay } from '../referral/under-way.ts'
import { keysChanged, refreshEpochs } from '../session/epochs.ts'
import { currentSession, whenWiped } from '../session/session.ts'
import { ringOut } from './attention.ts'
import { focusOn, pane } from './pane.ts'

/* What a desk holds beside the screen: open conversations, the stream, which tab is in front. */

/** Conversations open here, in the order in which they were taken. */
export const open = createStore<readonly Conversation[]>([])
/** The one in front. */
export const front = createStore<string | undefined>(undefined)
/** Whether the line to the server is there. */
export const connection = createStore<StreamState>('connecting')

const queueKey = ['desk', 'queue'] as const
export const slowedKey = ['desk', 'slowed'] as const

export const queueQuery = {
  queryKey: queueKey,
  queryFn: () => ask(deskQueue, {}),
}

export function conversationOf(id: string | undefined): Conversation | undefined {
  return open.get().find((conversation) => conversation.id === id)
}

/** Opens a conversation at this desk and brings it to the front, if asked. */
export function openConversation(id: string, toFront: boolean, purpose?: ReadingPurpose): Conversation {
  let conversation = conversationOf(id)
  if (purpose) conversation?.readFor(purpose)
  if (!conversation) {
    const opened = createConversation(id)
    if (purpose) opened.readFor(purpose)
    conversation = opened
    open.set((now) => [...now, opened])
    void opened.refresh()
  } else if (toFront || conversation.state.get().status === 'gone') void conversation.refresh()
  if (toFront || front.get() === undefined) front.set(id)
  if (toFront) pane.set('talk')
  return conversation
}

/** Takes a tab away; drafts of the conversation go with `forget`. */
export function closeConversation(id: string, forget = false): void {
  conversationOf(id)?.close()
  open.set((now) => now.filter((conversation) => conversation.id !== id))
  if (front.get() === id) front.set(open.get().at(-1)?.id)
  if (forget) for (const kind of perConversation) keepDraft(`${kind}.${id}`, undefined)
}

export async function take(item: DeskItem): Promise<void> {
  const pressed = document.activeElement
  try {
    await ask(claim, { conversationId: item.conversationId })
    await openConversation(item.conversationId, true).refresh()
    // Whoever went on to the services meanwhile is not called back in the middle of a word.
    const now = document.activeElement
    if (now === pressed || now === document.body) focusOn('write')
  } finally {
    void queueChanged()
  }
}

/** What is under way is finished or kept for whoever comes next, before this desk forgets it. */
async function settle(id: string): Promise<void> {
  const conversation = conversationOf(id)
  const item = conversation?.state.get().item
  if (!conversation || !item || item.claimedBy !== currentSession()?.member.id) return
  await finishLeaving(conversation)
  await keepUnderWay({ conversationId: id, teamId: item.teamId })
}

export async function letGo(id: string): Promise<void> {
  await settle(id)
  await ask(release, { conversationId: id })
  closeConversation(id, true)
  void queueChanged()
}

export async function end(id: string): Promise<void> {
  await settle(id)
  await ask(endConversation, { conversationId: id })
  closeConversation(id, true)
  void queueChanged()
}

/** Ends an abusive contact; for some minutes it takes no message, and the next from there waits a little. */
export async function slow(id: string): Promise<void> {
  await settle(id)
  await ask(endAndSlow, { conversationId: id })
  closeConversation(id, true)
  void queueChanged()
  void queries.invalidateQueries({ queryKey: slowedKey })
}

/** Gives a conversation to a colleague, or takes one over by giving it to oneself. */
export async function giveTo(id: string, memberId: string): Promise<void> {
  if (memberId !== currentSession()?.member.id) await settle(id)
  await ask(handOver, { conversationId: id, memberId })
  if (memberId === currentSession()?.member.id) openConversation(id, true)
  else closeConversation(id, true)
  void queueChanged()
}

export function queueChanged(): Promise<void> {
  return queries.invalidateQueries({ queryKey: queueKey })
}

const perConversation = ['text', 'outbox', 'referral', 'search']

/** Drafts of conversations that are somebody else's by now; only what was written and not sent is kept. */
export function forgetOthers(mine: readonly DeskItem[]): void {
  const ids = new Set(mine.map(({ conversationId }) => conversationId))
  for (const kind of ['referral', 'search']) {
    for (const name of draftsNamed(`${kind}.`)) {
      const id = name.slice(kind.length + 1)
      if (id !== 'free' && !ids.has(id)) keepDraft(name, undefined)
    }
  }
}

/** Opens what is mine and is not open yet: after signing in, a reload, a hand-over to me. */
export function openMine(mine: readonly DeskItem[]): void {
  const claimed = mine.filter(({ state }) => state === 'claimed')
  forgetUnderWay(new Set(claimed.map(({ conversationId }) => conversationId)))
  for (const { conversationId, teamId } of claimed) {
    openConversation(conversationId, false)
    // Where it can't be asked now, the next look at the queue asks again.
    void fetchUnderWay({ conversationId, teamId }).catch(() => undefined)
  }
}

function hear(event: string, data: unknown): void {
  const shape = Object.hasOwn(deskEvents, event) ? deskEvents[event as keyof typeof deskEvents] : undefined
  const read = shape?.safeParse(data)
  if (!read?.success) return
  const heard = { event, data: read.data } as DeskEvent
  if (heard.event === 'queue') {
    void queueChanged()
    if (heard.data.ring) ringOut('waiting')
  } else if (heard.event === 'team') {
    // A newcomer reads nothing before somebody's browser has made the next key: not in a minute, now.
    void refreshEpochs().catch(() => undefined)
  } else if ('conversationId' in heard.data) {
    const conversation = conversationOf(heard.data.conversationId)
    conversation?.hear(heard)
    if (heard.event === 'message' && conversation) ringOut('message')
    if (heard.event === 'state') void queueChanged()
  }
}

/** Whatever may have been missed while the line was away. */
export function catchUp(): void {
  void queueChanged()
  for (const conversation of open.get()) void conversation.refresh()
}

/** Keeps the desk's stream open; returns how to end it. `refused`: the session is over. */
export function listen(refused: () => void): () => void {
  return openStream({
    path: deskPaths.stream,
    onEvent: hear,
    onState: (state) => {
      connection.set(state)
      if (state === 'live') catchUp()
    },
    onRefused: refused,
  })
}

onUnderWay((id) => {
  const item = conversationOf(id)?.state.get().item
  // Where it can't be kept now, it is kept with the next change, and before the conversation is let go.
  if (item) void keepUnderWay({ conversationId: id, teamId: item.teamId }).catch(() => undefined)
})
keysChanged.subscribe(() => {
  forgetUnderWay()
  for (const conversation of open.get()) void conversation.refresh()
})
whenWiped(() => {
  for (const conversation of open.get()) conversation.close()
  open.set([])
  front.set(undefined)
})
