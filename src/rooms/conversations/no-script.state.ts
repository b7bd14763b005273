import {
  base64UrlToBytes,
  bytesToBase64Url,
  bytesToText,
  textToBytes,
  type Bytes,
} from '../../kernel/index.ts'
import {
  exportPair,
  exportVisit,
  importPair,
  importVisit,
  openTicketState,
  sealTicketState,
  type GenerationKey,
  type Pair,
  type Receipt,
  type TicketHalves,
  type Visit,
  type Writer,
} from '../../sealing/index.ts'

/** A ticket id and the half of its key that only the page holds; hidden fields of a form, never an address. */
export type NoScriptPass = { ticket: string; half: string }

/** A visit without script, as it is while a request is answered and no longer. */
export type VisitState = {
  visit: Visit
  writer: Writer
  conversationId: string
  generations: GenerationKey[]
  /** The words to come back with. */
  receipt: Receipt
  /** The pair of the second secret, once it was shown. */
  keep?: Pair | undefined
  /** Marks of forms that were answered, newest last: a form sent twice says nothing twice. */
  answered: string[]
}

const mostAnswered = 64

type Written = {
  visit: string
  writer: Writer
  generations: { number: number; key: string; link: string }[]
  receipt: string
  keep?: string
  answered: string[]
}

/** Seals a visit under both halves of its ticket's key. */
export function sealState(state: VisitState, halves: TicketHalves, ticketId: string): Promise<Bytes> {
  const written: Written = {
    visit: bytesToBase64Url(exportVisit(state.visit)),
    writer: state.writer,
    generations: state.generations.map(({ number, key, link }) => ({
      number,
      key: bytesToBase64Url(key),
      link: bytesToBase64Url(link),
    })),
    receipt: bytesToBase64Url(state.receipt),
    ...(state.keep && { keep: bytesToBase64Url(exportPair(state.keep)) }),
    answered: state.answered.slice(-mostAnswered),
  }
  return sealTicketState(halves, ticketId, textToBytes(JSON.stringify(written)))
}

/** Opens what sealState() made; throws a SealingError when the halves are not its own. */
export async function openState(
  sealed: Uint8Array,
  halves: TicketHalves,
  ticketId: string,
): Promise<VisitState> {
  const plain = await openTicketState(halves, ticketId, new Uint8Array(sealed))
  const written = JSON.parse(bytesToText(plain)) as Written
  return {
    visit: importVisit(decode(written.visit)),
    writer: written.writer,
    conversationId: written.writer.conversationId,
    generations: written.generations.map(({ number, key, link }) => ({
      number,
      key: decode(key),
      link: decode(link),
    })),
    receipt: decode(written.receipt),
    ...(written.keep && { keep: importPair(decode(written.keep)) }),
    answered: written.answered,
  }
}

/** Our own writing: sealed under a key that nobody else has. */
function decode(text: string): Bytes {
  const bytes = base64UrlToBytes(text)
  if (!bytes) throw new TypeError('a sealed visit that we did not write')
  return bytes
}
