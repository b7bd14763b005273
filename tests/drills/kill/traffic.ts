import { randomInt } from 'node:crypto'
import { CallError } from '../../../src/contracts/index.ts'
import type { GenerationKey } from '../../../src/sealing/index.ts'
import type { Client } from '../../support/line/client.ts'
import { claimConversation } from '../../support/line/desk.ts'
import type { Patience, Pen } from '../../support/line/pen.ts'
import { newSeeker, openGeneration, type Seeker } from '../../support/line/seeker.ts'
import type { Staff } from '../../support/line/staff.ts'
import type { Listing } from './judge.ts'
import type { Acknowledged } from './ledger.ts'

/** A fault put in on purpose, once, to show that the drill sees it. */
export type Plant = 'lost' | 'doubled' | 'disordered'

export type Traffic = {
  /** Lets every writer finish the message it is at, and stops. */
  finish(): Promise<void>
  /** How often a message had to be sent again because no answer came. */
  retries(): number
  /** By conversation: what each writer wrote, and every reader’s listing. */
  results(): Promise<{ written: Map<string, string[]>; listings: Listing[] }[]>
}

export type TrafficOptions = {
  conversations: number
  /** A browser of its own for each conversation. */
  newClient: () => Client
  responders: readonly Staff[]
  /** Conversations that each responder takes and answers in. */
  each: number
  record: (entry: Acknowledged) => Promise<void>
  plant?: Plant | undefined
  /** Told of each attempt that was not answered, or answered with a fault of the server's. */
  refused?: ((error: CallError) => void) | undefined
}

/** Even a conversation that began late says so much. */
const leastMessages = 3
const pauses = { least: 200, most: 2_000 }

/** Conversations in flight: each writer has one message on its way at any time, and pauses as a person does. */
export async function startTraffic(options: TrafficOptions): Promise<Traffic> {
  const end = new AbortController()
  let retries = 0
  let planted = options.plant === undefined

  const patience: Patience = async (attempt) => {
    for (let wait = 100; ; wait = Math.min(wait * 2, 1_600)) {
      try {
        return await attempt()
      } catch (error) {
        if (!(error instanceof CallError) || (error.status !== 0 && error.status < 500)) throw error
        retries += 1
        options.refused?.(error)
        await sleep(randomInt(wait / 2, wait))
      }
    }
  }

  async function writeOn(pen: Pen, conversationId: string, texts: string[], who: string): Promise<void> {
    for (let number = 1; !end.signal.aborted || number <= leastMessages; number++) {
      await sleep(randomInt(pauses.least, pauses.most))
      if (end.signal.aborted && number > leastMessages) return
      const text = `${who} of ${conversationId}, message ${number}`
      texts.push(text)
      const { parcel, acknowledged } = await pen.write({ kind: 'text', text })
      const { writerId, sequence, hash } = parcel
      const entry = { conversationId, writerId, sequence, hash, position: acknowledged.position, text }
      await options.record(entry)
      if (planted || number < 3) continue
      planted = true
      // A server that acknowledges what it then loses; a writer that sends the same thing twice.
      if (options.plant === 'lost') await options.record({ ...entry, sequence: sequence + 1_000 })
      if (options.plant === 'doubled') await pen.write({ kind: 'text', text })
    }
  }

  const lines: { seeker: Seeker; written: Map<string, string[]>; readers: (() => Promise<Listing>)[] }[] = []
  const running: Promise<void>[] = []

  async function begin(index: number): Promise<void> {
    const seeker = await newSeeker(options.newClient(), { patience })
    const { conversationId, pen } = seeker
    const written = new Map<string, string[]>([[pen.writerId, []]])
    const line = { seeker, written, readers: [() => listingOfSeeker(seeker)] }
    lines.push(line)
    const own = writeOn(pen, conversationId, written.get(pen.writerId) ?? [], 'seeker')
    running.push(own)
    const staff = options.responders[Math.floor(index / options.each)]
    if (!staff) return
    running.push(answer(staff, line))
  }

  async function answer(staff: Staff, line: (typeof lines)[number]): Promise<void> {
    const { conversationId } = line.seeker
    while (line.seeker.pen.generations.size > 0 && !(await exists(line.seeker, patience))) await sleep(100)
    const desk = await claimConversation(staff, conversationId, patience)
    const texts: string[] = []
    line.written.set(desk.pen.writerId, texts)
    line.readers.push(async () => ({ conversationId, ...(await desk.readAll()) }))
    await writeOn(desk.pen, conversationId, texts, 'responder')
  }

  await Promise.all(Array.from({ length: options.conversations }, (_, index) => begin(index)))
  return {
    retries: () => retries,
    async finish() {
      end.abort()
      await Promise.all(running)
    },
    async results() {
      const results: Awaited<ReturnType<Traffic['results']>> = []
      for (const { written, readers } of lines) {
        const listings: Listing[] = []
        for (const read of readers) listings.push(await read())
        results.push({ written, listings })
      }
      const [first] = results[0]?.listings ?? []
      if (options.plant === 'disordered' && first) first.envelopes = first.envelopes.toReversed()
      return results
    },
  }
}

/** Whether the first message has arrived: only then can somebody take the conversation. */
async function exists(seeker: Seeker, patience: Patience): Promise<boolean> {
  try {
    await patience(() => seeker.readAll())
    return true
  } catch (error) {
    if (error instanceof CallError) return false
    throw error
  }
}

async function listingOfSeeker(seeker: Seeker): Promise<Listing> {
  const { conversationId, visit } = seeker
  const { envelopes, generations } = await seeker.readAll()
  const keys = new Map<number, GenerationKey>()
  for (const view of generations)
    keys.set(view.number, await openGeneration(conversationId, view, visit.pair))
  return { conversationId, envelopes, keys }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
