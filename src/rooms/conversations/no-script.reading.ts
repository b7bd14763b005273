import { bytesToBase64Url, isKind } from '../../kernel/index.ts'
import type { Content } from '../../contracts/content.ts'
import { pageSize, type GenerationView, type LineState } from '../../contracts/conversations.ts'
import { consentStatement, signConsent } from '../../sealing/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import type { Room } from './conversations.room.ts'
import { viewGenerations } from './conversations.slots.ts'
import { listGenerations } from './generations.repository.ts'
import type { OpenVisit } from './no-script.open.ts'
import { openThread, type OpenThread } from './no-script.thread.ts'
import { presentState, readMessages } from './seeker.usecases.ts'

/** A visit with its thread opened, for the length of a request. */
export type Reading = { open: OpenVisit; thread: OpenThread; state: LineState; last: number }

/** Reads and opens everything that the visit may read. */
export async function readThread(room: Room, open: OpenVisit): Promise<Reading> {
  const held = new Set(open.state.generations.map(({ number }) => number))
  let thread: OpenThread | undefined
  let after = 0
  for (;;) {
    const { page, state } = await readMessages(room, open.actor, { after, limit: pageSize }, held)
    thread ??= openThread(open.state, state.visit.checked)
    await thread.take(page)
    for (const number of thread.keys.keys()) held.add(number)
    after = page.through
    if (!page.more) {
      return { open, thread, state: await presentState(room, open.actor, state), last: page.through }
    }
  }
}

/** Every generation that the visit has a slot for. */
export async function ownGenerations(room: Room, { actor, state }: OpenVisit): Promise<GenerationView[]> {
  const { conversationId, visitId } = actor
  const reader = { visitId, second: state.keep !== undefined }
  const rows = await room.database.as(actor, (tx) =>
    listGenerations(tx, conversationId, reader, { after: 0, limit: 10_000 }),
  )
  return viewGenerations(room.outerKeys, conversationId, rows)
}

/** The answer to a consent ask of the thread, signed with the visit's key. An unticked field leaves no trace. */
export async function consentAnswer(
  { open, thread }: Reading,
  answer: { askId: string; yes: boolean; ticked: readonly string[] },
): Promise<Content> {
  const asks = thread
    .items()
    .flatMap(({ content, by }) => (content?.kind === 'consent-ask' && by === 'responder' ? [content] : []))
  const ask = asks.findLast(({ askId }) => askId === answer.askId)
  if (!ask) refuse(conversationErrors.envelope_refused)
  const ticked = answer.yes ? ask.fields.filter(({ key }) => answer.ticked.includes(key)) : []
  const { askId, to, why, until } = ask
  const statement = await consentStatement({ askId, to, why, until }, ticked)
  const { signature, signPublicKey } = await signConsent(statement, open.state.visit.signer)
  return {
    kind: 'consent-answer',
    askId,
    yes: answer.yes,
    ticked: ticked.map(({ key }) => key),
    statement,
    signature: bytesToBase64Url(signature),
    signPublicKey: bytesToBase64Url(signPublicKey),
  }
}

const mostTries = 4

/** Does it again when keys or readers changed meanwhile. */
export async function withFreshKeys<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (!isKind(error, conversationErrors.key_superseded) || tries === mostTries) throw error
    }
  }
}
