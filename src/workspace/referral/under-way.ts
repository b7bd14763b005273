import { deskNote, keepDeskNote, mostCarried, underWay } from '../../contracts/conversations.ts'
import { teamKey } from '../../contracts/identity.ts'
import { bytesToBase64Url, bytesToText, textToBytes } from '../../kernel/index.ts'
import { openDeskNote, sealDeskNote, SealingError, type NotePlace } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { openEarlierEpochs, refreshEpochs } from '../session/epochs.ts'
import { ring, whenWiped } from '../session/session.ts'
import { referralDraft, takeOver } from './referral-draft.ts'

/*
 * Asks and holds lie with the conversation, sealed to the team and not to the person,
 * so that whoever answers next knows of them: after a hand-over, from the queue, or
 * when a desk went dark. Personal words of a form that was not sent are not carried.
 */

type Place = { conversationId: string; teamId: string }

/** What lies with each conversation that was looked at, as text: the same is not sent twice. */
const kept = new Map<string, string>()
/** One write after the other, so that the newest stands. */
let work: Promise<unknown> = Promise.resolve()
whenWiped(() => kept.clear())

function textOf(conversationId: string): string {
  const { asks, holds } = referralDraft(conversationId)
  return JSON.stringify({ asks: asks.slice(0, mostCarried), holds })
}

const nothing = JSON.stringify({ asks: [], holds: {} })

/** Keeps what is under way in a conversation that this member has. Rejects when it could not. */
export function keepUnderWay(place: Place): Promise<void> {
  const step = work.then(() => keep(place))
  work = step.catch(() => undefined)
  return step
}

async function keep(place: Place): Promise<void> {
  const { conversationId, teamId } = place
  // What somebody else left there is read before it is written over.
  if (!kept.has(conversationId)) await fetchNote(place)
  const text = textOf(conversationId)
  if (text === kept.get(conversationId)) return
  const { epoch } = await ask(teamKey, { teamId })
  if (!ring.pairOf(epoch.id)) await refreshEpochs()
  // Only to a key that this member holds too: no other one is taken from the server here.
  const pair = ring.pairOf(epoch.id)
  if (!pair) return
  const sealed = await sealDeskNote(
    { conversationId, teamId, epochId: epoch.id },
    pair.publicKey,
    textToBytes(text),
  )
  await ask(keepDeskNote, { conversationId, epochId: epoch.id, bytes: bytesToBase64Url(sealed) })
  kept.set(conversationId, text)
}

/** Takes over what somebody else had under way, once for as long as the conversation stays with this member. */
export function fetchUnderWay(place: Place): Promise<void> {
  const step = work.then(() => (kept.has(place.conversationId) ? undefined : fetchNote(place)))
  work = step.catch(() => undefined)
  return step
}

/** Forgets what lies with conversations that are not this member's any more, or may open now. */
export function forgetUnderWay(except: ReadonlySet<string> = new Set()): void {
  for (const id of kept.keys()) if (!except.has(id)) kept.delete(id)
}

/** A note that does not open here, or is none of ours, counts as none. */
async function fetchNote({ conversationId, teamId }: Place): Promise<void> {
  const { note } = await ask(deskNote, { conversationId })
  const text = note && (await openNote({ conversationId, teamId, epochId: note.epochId }, note.bytes))
  kept.set(conversationId, text ?? nothing)
  const read = text && underWay.safeParse(JSON.parse(text))
  if (read && read.success) takeOver(conversationId, read.data)
}

async function openNote(place: NotePlace, bytes: string): Promise<string | undefined> {
  if (!ring.pairOf(place.epochId)) await openEarlierEpochs(place.teamId)
  const pair = ring.pairOf(place.epochId)
  if (!pair) return undefined
  try {
    const text = bytesToText(await openDeskNote(place, pair, decode(bytes)))
    JSON.parse(text)
    return text
  } catch (error) {
    if (error instanceof SealingError || error instanceof SyntaxError) return undefined
    throw error
  }
}
