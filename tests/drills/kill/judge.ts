import { createThread, type GenerationKey } from '../../../src/sealing/index.ts'
import { bytesOf } from '../../support/line/staff.ts'
import type { Acknowledged } from './ledger.ts'

/** What was written into one conversation, by writer, in the order in which it was written. */
export type Written = ReadonlyMap<string, readonly string[]>

/** A conversation as one of its readers gets it back from the server. */
export type Listing = {
  conversationId: string
  envelopes: readonly { position: number; bytes: string }[]
  keys: ReadonlyMap<number, GenerationKey>
}

/** Sentences; a promise that held gives none. */
export type Verdict = { lost: string[]; doubled: string[]; disordered: string[] }

/** Compares what the outside ledger and the writers know with what a reader is given. */
export async function judge(
  ledger: readonly Acknowledged[],
  written: Written,
  listing: Listing,
): Promise<Verdict> {
  const verdict: Verdict = { lost: [], doubled: [], disordered: [] }
  const { conversationId, keys } = listing
  const thread = createThread({ conversationId, keyOf: (generation) => keys.get(generation) })
  const byPlace = new Map<string, { position: number; hash: string }>()
  const texts = new Map<string, string[]>()
  const lastSequence = new Map<string, number>()

  for (const [index, { position, bytes }] of listing.envelopes.entries()) {
    const where = `${conversationId} at ${position}`
    if (position !== index + 1) verdict.disordered.push(`${where}: expected position ${index + 1}`)
    const entry = await thread.add(bytesOf(bytes))
    if (!entry) {
      verdict.doubled.push(`${where}: the same bytes stand there already`)
      continue
    }
    if (entry.state !== 'open' || !entry.header) {
      verdict.lost.push(`${where}: can’t be opened (${entry.reason})`)
      continue
    }
    const { writerId, sequence } = entry.header
    const place = `${writerId}/${sequence}`
    if (byPlace.has(place))
      verdict.doubled.push(`${where}: message ${sequence} of its writer stands there already`)
    else byPlace.set(place, { position, hash: entry.hash })
    if (sequence !== (lastSequence.get(writerId) ?? 0) + 1)
      verdict.disordered.push(`${where}: message ${sequence} after ${lastSequence.get(writerId) ?? 0}`)
    lastSequence.set(writerId, sequence)
    texts.set(writerId, [...(texts.get(writerId) ?? []), textOf(entry.body?.content)])
  }
  for (const entry of thread.entries) {
    if (entry.late || entry.forked || entry.missing > 0)
      verdict.disordered.push(`${conversationId}: ${entry.id} is marked late, forked or after a gap`)
  }

  for (const { writerId, sequence, hash, position } of ledger) {
    const found = byPlace.get(`${writerId}/${sequence}`)
    const which = `${conversationId}: acknowledged message ${sequence} of ${writerId}`
    if (found?.hash !== hash) verdict.lost.push(`${which} ${found ? 'has other bytes' : 'is gone'}`)
    else if (found.position !== position)
      verdict.disordered.push(`${which} was acknowledged at ${position} and stands at ${found.position}`)
  }
  compareTexts(verdict, conversationId, written, texts)
  return verdict
}

/** Every reader's listing of every conversation, judged as one. */
export async function judgeAll(
  ledger: readonly Acknowledged[],
  results: readonly { written: Written; listings: readonly Listing[] }[],
): Promise<Verdict> {
  const total: Verdict = { lost: [], doubled: [], disordered: [] }
  for (const { written, listings } of results) {
    for (const listing of listings) {
      const own = ledger.filter((entry) => entry.conversationId === listing.conversationId)
      const verdict = await judge(own, written, listing)
      total.lost.push(...verdict.lost)
      total.doubled.push(...verdict.doubled)
      total.disordered.push(...verdict.disordered)
    }
  }
  return total
}

/** What people wrote against what others read, whatever the ids say. */
function compareTexts(verdict: Verdict, conversationId: string, written: Written, texts: Written): void {
  const all = [...texts.values()].flat()
  const twice = all.filter((text, index) => all.indexOf(text) !== index)
  for (const text of twice) verdict.doubled.push(`${conversationId}: “${text}” stands there twice`)
  for (const [writerId, wanted] of written) {
    const read = texts.get(writerId) ?? []
    for (const text of wanted)
      if (!read.includes(text)) verdict.lost.push(`${conversationId}: “${text}” is not there`)
    const inOrder =
      read.filter((text) => wanted.includes(text)).join('\n') === [...new Set(wanted)].join('\n')
    if (!inOrder && read.length === wanted.length)
      verdict.disordered.push(`${conversationId}: the messages of ${writerId} stand in another order`)
  }
  for (const [writerId, read] of texts)
    for (const text of read)
      if (!written.get(writerId)?.includes(text))
        verdict.doubled.push(`${conversationId}: “${text}” was never written by ${writerId}`)
}

function textOf(content: unknown): string {
  return typeof content === 'object' && content && 'text' in content
    ? String(content.text)
    : JSON.stringify(content)
}
