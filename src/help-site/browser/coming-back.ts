import { bytesToBase64Url } from '../../kernel/index.ts'
import { helpPaths } from '../../contracts/conversation-paths.ts'
import type { Line, Proof, Recipient, SupersededFacts } from '../../contracts/conversations.ts'
import {
  createWriter,
  deriveReceipt,
  digitsToReceipt,
  generationToJson,
  nextEnvelope,
  visitCard,
  wordsToReceipt,
  type Receipt,
} from '../../sealing/index.ts'
import { isCrowded, passCrowd } from './crowd.ts'
import { backoff, post, Refused } from './http.ts'
import { createKeyring } from './keyring.ts'
import { element, page, t, wait } from './page.ts'
import { forget, newSession, save, type Session } from './session.ts'
import { openWithSecond, wordList } from './words.ts'
import { randomId } from '../../kernel/index.ts'

type Found = {
  grant: string
  conversationId: string
  nextGeneration: number
  line: Line
  recipients: Recipient[]
}

/** Coming back by six words or twenty digits. The words never leave the page; what is derived from them does. */
export function startReturn(form: HTMLFormElement): void {
  const typed = element<HTMLTextAreaElement>('return-words')
  const second = element<HTMLInputElement>('return-second')
  const told = element('return-told')
  let busy = false

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (busy) return
    busy = true
    void back().finally(() => (busy = false))
  })

  async function back(): Promise<void> {
    const read = await readTyped(typed.value)
    if ('problem' in read) {
      say(read.problem)
      typed.focus()
      return
    }
    say([t('chat.return.waiting')])
    try {
      const session = await patiently(() => comeBack(read.receipt))
      if (second.value.trim() !== '') await trySecond(session, read.receipt, second.value)
      await save(session)
      location.replace(`/${page.locale}/chat`)
    } catch (error) {
      const unknown = !(error instanceof Refused) || error.code === 'conversations.words_unknown'
      say([unknown ? t('chat.return.unknown') : error.message || t('error.server.unavailable')])
      typed.focus()
    }
  }

  /** Tries again while the network is away; the words stay where they are. */
  async function patiently<Result>(act: () => Promise<Result>): Promise<Result> {
    for (let failures = 0; ; failures++) {
      try {
        return await act()
      } catch (error) {
        if (!(error instanceof Refused) || !error.unanswered) throw error
        say([t('chat.offline')])
        await wait(backoff(failures))
      }
    }
  }

  function say(lines: string[]): void {
    told.replaceChildren(
      ...lines.map((line) => {
        const paragraph = document.createElement('p')
        paragraph.textContent = line
        return paragraph
      }),
    )
  }
}

/** What was typed, as a receipt; or what the lists alone can say about its spelling. */
async function readTyped(text: string): Promise<{ receipt: Receipt } | { problem: string[] }> {
  const digits = digitsToReceipt(text)
  if (digits) return { receipt: digits }
  if (/^[\p{Nd}\s\p{P}]+$/u.test(text)) return { problem: [t('chat.return.digits_wrong')] }
  let first: string[] | undefined
  for (const { locale } of page.wordLists) {
    const list = await wordList(locale)
    if (!list) continue
    const read = wordsToReceipt(text, list)
    if ('receipt' in read) return read
    first ??= [
      ...read.unknown.slice(0, 6).map(({ typed, suggestions }) => {
        if (suggestions.length === 0) return t('chat.return.unknown_word', { typed })
        return t('chat.return.unknown_word_suggestions', { typed, suggestions: suggestions.join(', ') })
      }),
      ...(read.count === 6 ? [] : [t('chat.return.count', { count: read.count })]),
    ]
  }
  return { problem: first ?? [t('chat.return.count', { count: 0 })] }
}

/** A new visit in the same conversation: a new generation, proven by the words, and the first envelope under it. */
async function comeBack(receipt: Receipt): Promise<Session> {
  const { lookupId, token, pair } = await deriveReceipt(receipt)
  const credentials = { lookupId: bytesToBase64Url(lookupId), token: bytesToBase64Url(token) }
  const found = await findLine(credentials)
  const session = await newSession()
  session.kept.conversationId = found.conversationId
  const keyring = createKeyring(session)
  let number = found.nextGeneration
  let epoch = { id: found.line.epochId, publicKey: found.line.epochPublicKey }
  let { recipients } = found
  for (let tries = 0; ; tries++) {
    const { generation, record } = await keyring.make({ number, epoch, recipients, proof: pair })
    const { wire } = await nextEnvelope(createWriter(found.conversationId, 'seeker'), {
      content: { kind: 'returned', how: 'words' },
      seen: [],
      generation,
      visit: visitCard(session.visit),
    })
    try {
      await sendReturn(session, found.grant, bytesToBase64Url(wire), generationToJson(record))
      break
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'conversations.key_superseded' || tries > 5)
        throw error
      const facts = error.facts as SupersededFacts
      number = facts.generation + 1
      epoch = { id: facts.epochId, publicKey: facts.epochPublicKey }
      recipients = facts.recipients
    }
  }
  Object.assign(session.kept, { begun: true, introduced: true, returned: true })
  // The beginning is shut to this visit, so it can't tell whose the other page is: it says that there is one.
  if (recipients.some(({ to }) => to === 'visit')) session.kept.notices.push('chat.return.other_page')
  session.deposited = true
  await forget(undefined)
  return session
}

/** In a crowd a guesser would be slowed by what this page does unseen. */
async function findLine(credentials: { lookupId: string; token: string }): Promise<Found> {
  let proof: Proof | undefined
  for (let tries = 0; ; tries++) {
    try {
      return await post<Found>(helpPaths.wordsFind, { ...credentials, ...(proof && { proof }) })
    } catch (error) {
      if (!isCrowded(error) || tries > 20) throw error
      proof = await passCrowd(error)
    }
  }
}

async function sendReturn(
  session: Session,
  grant: string,
  envelope: string,
  generation: unknown,
): Promise<void> {
  const { visit, ticketId, halves } = session
  const body = {
    grant,
    visit: {
      id: visit.id,
      publicKey: bytesToBase64Url(visit.pair.publicKey),
      signPublicKey: bytesToBase64Url(visit.signer.publicKey),
    },
    ticket: { ticketId, serverHalf: bytesToBase64Url(halves.serverHalf) },
    generation,
    envelope,
  }
  for (let failures = 0; ; failures++) {
    try {
      await post(helpPaths.wordsReturn, body)
      return
    } catch (error) {
      // The very same bytes again: the first that arrived counts.
      if (!(error instanceof Refused) || !error.unanswered) throw error
      await wait(backoff(failures))
    }
  }
}

/** A wrong second secret keeps nobody out of the line itself. */
async function trySecond(session: Session, receipt: Receipt, secret: string): Promise<void> {
  try {
    session.keep = await openWithSecond(session.ticketId, receipt, secret)
    session.kept.returned = false
    session.kept.outbox.push({ key: randomId(), content: { kind: 'returned', how: 'second' } })
  } catch {
    session.kept.notices.push('chat.return.second_wrong')
  }
}
