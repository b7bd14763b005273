import { equalBytes, textToBytes, concatBytes, type Bytes } from '../../kernel/index.ts'
import type { Proof } from '../../contracts/conversations.ts'
import { isSolved, lookupMac, puzzleAnswerSize } from '../../sealing/index.ts'
import { anyBytes, exactly, shown } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import type { Room } from './conversations.room.ts'

/*
 * Who may open a conversation, or try words, when very many do. In calm nobody
 * is asked for anything. In a crowd a page with script does a little work and one
 * without waits: both with a challenge that the server does not keep. It is bound
 * to one conversation (or to one guess), so that used twice it serves nothing new.
 */

export type Purpose = 'open' | 'words'

type Try = {
  purpose: Purpose
  /** What it is for: the id of the conversation to be, or of the words. Chosen by the page; names nobody. */
  binding: string
  clientKey: string
  proof?: Proof | undefined
}

/** Seconds for which a challenge is good, from its making or from its turn. */
const goodFor = 600
/** The turn of a challenge that no waiting serves. */
const never = 0xffffffff
const kinds = { work: 1, wait: 2 } as const
const sizes = { random: 12, mac: 16, all: 37 }

const seconds = (): number => Math.floor(Date.now() / 1_000)

/** passGate() and countTry(), for what has nothing to do in between. */
export async function admit(room: Room, asked: Try): Promise<Admission> {
  const gate = await passGate(room, asked)
  return countTry(room, asked, gate)
}

/** `crowd`: one of very many, from a network that has sent several already. */
export type Admission = { crowd: boolean }

/** Throws `crowded`, with a challenge; says whether there is a crowd. Nothing is counted against a network yet. */
export async function passGate(room: Room, asked: Try): Promise<Admission> {
  const { purpose, clientKey, proof } = asked
  const crowd = room.limits.crowds[purpose].enter()
  const slowed = purpose === 'open' && room.slowed.has(clientKey)
  if (!crowd && !slowed) return { crowd }
  const read = proof && (await readChallenge(room, asked, proof.challenge))
  if (read && read.due <= seconds()) return { crowd }
  const answer = read?.kind === kinds.work && !slowed && proof?.answer
  if (read && answer && (await isSolved(anyBytes(proof.challenge), exactly(puzzleAnswerSize, answer))))
    return { crowd }
  return challenge(room, asked, slowed)
}

/** Counts the try of a network; throws `too_many_tries` when there were too many. */
export function countTry({ limits }: Room, { purpose, clientKey }: Try, { crowd }: Admission): Admission {
  const counted = purpose === 'open' ? limits.opens : limits.returns
  if (!counted.take(clientKey)) refuse(conversationErrors.too_many_tries)
  if (purpose === 'words' && !limits.allReturns.take('')) refuse(conversationErrors.too_many_tries)
  const few = purpose === 'open' && limits.fewFrom.take(clientKey)
  return { crowd: crowd && purpose === 'open' && !few }
}

async function challenge(room: Room, asked: Try, slowed: boolean): Promise<never> {
  const { slowLaneSeconds, slowedWaitSeconds } = room.settings
  const wait = slowed ? slowedWaitSeconds : slowLaneSeconds
  const turn = room.slowLane.turn(asked.clientKey, wait, wait)
  // A network with too many turns in hand can still work; one that was slowed asks again later.
  const kind = slowed ? 'wait' : 'work'
  if (turn === undefined && slowed) return refuse(conversationErrors.crowded, { retryAfter: wait })
  const due = turn === undefined ? never : Math.ceil(turn)
  const retryAfter = turn === undefined ? wait : Math.max(1, due - seconds())
  const made = await makeChallenge(room, asked, kinds[kind], due)
  return refuse(conversationErrors.crowded, { challenge: shown(made), work: kind === 'work', retryAfter })
}

async function makeChallenge(room: Room, asked: Try, kind: number, due: number): Promise<Bytes> {
  const body = new Uint8Array(sizes.all - sizes.mac)
  const view = new DataView(body.buffer)
  crypto.getRandomValues(body.subarray(0, sizes.random))
  view.setUint8(12, kind)
  view.setUint32(13, due)
  view.setUint32(17, (due === never ? seconds() : due) + goodFor)
  return concatBytes(body, await macOf(room, asked, body))
}

/** What a challenge says, if this server (or one with the same keys) made it for this very try and it is still good. */
async function readChallenge(
  room: Room,
  asked: Try,
  text: string,
): Promise<{ kind: number; due: number } | undefined> {
  const bytes = anyBytes(text)
  if (bytes.length !== sizes.all) return undefined
  const body = bytes.slice(0, sizes.all - sizes.mac)
  if (!equalBytes(await macOf(room, asked, body), bytes.slice(body.length))) return undefined
  const view = new DataView(body.buffer)
  if (view.getUint32(17) < seconds()) return undefined
  return { kind: view.getUint8(12), due: view.getUint32(13) }
}

async function macOf(room: Room, { purpose, binding }: Try, body: Bytes): Promise<Bytes> {
  const bound = concatBytes(body, textToBytes(binding))
  return (await lookupMac(room.outerKeys.lookup, `conversations.admission.${purpose}`, bound)).slice(
    0,
    sizes.mac,
  )
}
