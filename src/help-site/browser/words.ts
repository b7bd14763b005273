import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { helpPaths } from '../../contracts/conversation-paths.ts'
import { deriveKeep, deriveReceipt, sealSlotFor, type Pair, type Receipt } from '../../sealing/index.ts'
import { post } from './http.ts'
import type { Keyring } from './keyring.ts'
import { page } from './page.ts'
import { save, type Session } from './session.ts'

const lists = new Map<string, Promise<readonly string[] | undefined>>()

/** A word list, checked against the hash that stood in the page; undefined where there is none or it did not come. */
export function wordList(locale: string): Promise<readonly string[] | undefined> {
  const known = lists.get(locale)
  if (known) return known
  const entry = page.wordLists.find((list) => list.locale === locale)
  if (!entry) return Promise.resolve(undefined)
  const list = fetch(entry.path, { integrity: entry.integrity, credentials: 'omit' }).then(
    (response) => (response.ok ? (response.json() as Promise<string[]>) : undefined),
    () => {
      lists.delete(locale)
      return undefined
    },
  )
  lists.set(locale, list)
  return list
}

/** Makes the words a way back. Takes seconds on an old phone, in the browser's own thread for it. */
export async function registerReceipt(session: Session, receipt: Receipt): Promise<void> {
  const { lookupId, token, pair } = await deriveReceipt(receipt)
  const body = {
    lookupId: bytesToBase64Url(lookupId),
    token: bytesToBase64Url(token),
    publicKey: bytesToBase64Url(pair.publicKey),
  }
  await post(helpPaths.wordsRegister, body, { ticket: session.ticketId })
}

/** Sets the second secret, with slots for every generation this visit holds. Returns its public key for the story. */
export async function registerSecond(
  session: Session,
  keyring: Keyring,
  receipt: Receipt,
  secret: string,
): Promise<string> {
  const { keepToken, pair } = await deriveKeep(receipt, secret)
  const keepId = randomId()
  const { conversationId } = session.kept
  const held = keyring.records().flatMap(({ number, epochId }) => {
    const generation = keyring.get(number)
    return generation ? [{ record: { number, epochId }, generation }] : []
  })
  const reader = { to: 'keep' as const, recipient: keepId, publicKey: pair.publicKey }
  const slots = await Promise.all(
    held.map(async ({ record, generation }) => {
      const { bytes } = await sealSlotFor({ conversationId, record, generation, reader })
      return { number: record.number, bytes: bytesToBase64Url(bytes) }
    }),
  )
  const publicKey = bytesToBase64Url(pair.publicKey)
  // Before the server has it: should this page go now, the next still knows the key for its own.
  session.kept.ownKeep = publicKey
  await save(session)
  const body = {
    keepId,
    token: bytesToBase64Url(keepToken),
    publicKey,
    slots,
  }
  await post(helpPaths.keepRegister, body, { ticket: session.ticketId })
  return publicKey
}

/** Opens what was said before, after coming back. Throws Refused `conversations.secret_unknown`. */
export async function openWithSecond(ticketId: string, receipt: Receipt, secret: string): Promise<Pair> {
  const { keepToken, pair } = await deriveKeep(receipt, secret)
  await post(helpPaths.keepOpen, { token: bytesToBase64Url(keepToken) }, { ticket: ticketId })
  return pair
}
