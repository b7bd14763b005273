import { bytesToBase64Url } from '../../kernel/index.ts'
import { helpPaths } from '../../contracts/conversation-paths.ts'
import type {
  Acknowledgement,
  Line,
  Proof,
  Recipient,
  SupersededFacts,
} from '../../contracts/conversations.ts'
import type { Content } from '../../contracts/content.ts'
import {
  createWriter,
  generationToJson,
  nextEnvelope,
  SealingError,
  visitCard,
  type GenerationKey,
  type GenerationRecord,
  type GenerationRecordJson,
  type Seen,
  type Writer,
} from '../../sealing/index.ts'
import { isCrowded, mayWork, passCrowd } from './crowd.ts'
import { get, pause, post, Refused } from './http.ts'
import type { Keyring } from './keyring.ts'
import { page, t, wait } from './page.ts'
import type { Verdict } from './readers.ts'
import { save, type Session } from './session.ts'

/** Something to be sent. `attempt` holds the very bytes that are retried until they are acknowledged. */
export type Entry = {
  key: string
  content: Content
  leftMessage?: boolean
  attempt?: {
    id: string
    wire: string
    record?: GenerationRecordJson
    teamId?: string
    introduces: boolean
    /** What a crowd asked for. */
    proof?: Proof
  }
}

export type OutboxEvents = {
  /** The entry now has its message id. */
  sealed: (entry: Entry) => void
  acknowledged: (entry: Entry, acknowledgement: Acknowledgement) => void
  /** The server will never take these bytes; what was typed is handed back. */
  refused: (entry: Entry, problem: Refused | undefined) => void
  /** It waits, and is tried again: the network is away, or the server said why. Undefined: all is well again. */
  trouble: (problem: Refused | undefined) => void
  /** The next messages lie under a key whose readers this visit can't check. */
  unsure: () => void
  /** The visit or the conversation is over; what is in the box stays there. */
  over: (code: string) => void
}

/** What the outbox asks of the thread. */
export type Story = {
  readonly seen: (writer: string) => Seen[]
  readonly judge: (recipients: readonly Recipient[]) => Verdict
}

export type Outbox = {
  readonly push: (entry: Omit<Entry, 'attempt'>) => Promise<void>
  /** Sends what waits; called again whenever something may have changed. */
  readonly pump: () => Promise<void>
}

/** After a reload, until the slots were fetched and opened. */
const notHereYet = 'keys.not_here_yet'

/** Not sealed: it waits, and is tried again, in case the story that names the reader is only late. */
function unknownReader(): Refused {
  const code = 'conversations.unknown_reader'
  return new Refused(409, code, t(`error.${code}`))
}

/** One message after the other, each sealed once and retried with the same bytes. */
export function createOutbox(session: Session, keyring: Keyring, story: Story, events: OutboxEvents): Outbox {
  const { kept } = session
  // Each page load is a writer of its own (architecture, “Writers and order”).
  let writer = createWriter(kept.conversationId, 'seeker')
  let before: Writer = writer
  let running = false
  let failures = 0

  async function seal(
    entry: Entry,
    made?: { generation: GenerationKey; record: GenerationRecord; teamId?: string },
  ) {
    const generation = made?.generation ?? keyring.newest()
    if (!generation) throw new Refused(0, notHereYet)
    const introduces = !kept.introduced
    before = writer
    const next = await nextEnvelope(writer, {
      content: entry.content,
      seen: story.seen(writer.id),
      generation,
      ...(introduces && { visit: visitCard(session.visit) }),
    })
    writer = next.writer
    entry.attempt = {
      id: next.id,
      wire: bytesToBase64Url(next.wire),
      introduces,
      ...(made && { record: generationToJson(made.record) }),
      ...(made?.teamId && { teamId: made.teamId }),
    }
    events.sealed(entry)
    await save(session)
  }

  async function sealFirst(entry: Entry) {
    const where = kept.region && { region: kept.region }
    const line = await get<Line>(helpPaths.line, { language: page.locale, ...where })
    const epoch = { id: line.epochId, publicKey: line.epochPublicKey }
    const made = await keyring.make({ number: 1, epoch, recipients: [] })
    await seal(entry, { ...made, teamId: line.teamId })
  }

  async function deliver(entry: Entry): Promise<Acknowledgement> {
    if (!entry.attempt) await (kept.begun ? seal(entry) : sealFirst(entry))
    const { wire, record, teamId, proof } = entry.attempt ?? { wire: '' }
    if (kept.begun) {
      const body = {
        envelope: wire,
        ...(record && { generation: record }),
        ...(entry.leftMessage && { leftMessage: true }),
      }
      return post<Acknowledgement>(helpPaths.send, body, { ticket: session.ticketId })
    }
    const { visit, ticketId, halves } = session
    return post<Acknowledgement>(helpPaths.open, {
      conversationId: kept.conversationId,
      teamId,
      language: page.locale,
      ...(kept.region && { region: kept.region }),
      visit: {
        id: visit.id,
        publicKey: bytesToBase64Url(visit.pair.publicKey),
        signPublicKey: bytesToBase64Url(visit.signer.publicKey),
      },
      ticket: { ticketId, serverHalf: bytesToBase64Url(halves.serverHalf) },
      generation: record,
      envelope: wire,
      ...(entry.leftMessage && { leftMessage: true }),
      ...(proof && { proof }),
    })
  }

  /** The generation is not the current one: adopt the current, or make the next; the same content is sealed anew. */
  async function superseded(entry: Entry, facts: SupersededFacts) {
    delete entry.attempt
    writer = before
    if (!kept.begun) return sealFirst(entry)
    if (facts.adopt) await keyring.add([facts.adopt])
    const adopted = facts.adopt && keyring.get(facts.adopt.number)
    if (adopted && keyring.newest() === adopted) return seal(entry)
    const verdict = story.judge(facts.recipients)
    if (verdict === 'refuse') throw unknownReader()
    if (verdict === 'unsure') events.unsure()
    const epoch = { id: facts.epochId, publicKey: facts.epochPublicKey }
    return seal(
      entry,
      await keyring.make({ number: facts.generation + 1, epoch, recipients: facts.recipients }),
    )
  }

  async function fail(entry: Entry, error: unknown): Promise<'again' | 'next' | 'stop'> {
    if (error instanceof SealingError) {
      kept.outbox.shift()
      events.refused(entry, undefined)
      return 'next'
    }
    if (!(error instanceof Refused)) throw error
    if (error.code === 'conversations.key_superseded') {
      await superseded(entry, error.facts as SupersededFacts)
      return 'again'
    }
    if (error.code === 'conversations.message_conflict') {
      // A copy of this tab wrote under the same id: a fresh writer can't be in its way.
      delete entry.attempt
      writer = createWriter(kept.conversationId, 'seeker')
      return 'again'
    }
    if (error.code === notHereYet) {
      await wait(300)
      return 'again'
    }
    if (isCrowded(error)) {
      if (!mayWork(error)) events.trouble(error)
      const proof = await passCrowd(error)
      if (proof && entry.attempt) entry.attempt.proof = proof
      return 'again'
    }
    if (error.passing) {
      events.trouble(error)
      await pause(error, failures++)
      return 'again'
    }
    if (error.code === 'conversations.visit_over' || error.code === 'conversations.burned') {
      events.trouble(undefined)
      events.over(error.code)
      return 'stop'
    }
    kept.outbox.shift()
    events.trouble(undefined)
    events.refused(entry, error)
    return 'next'
  }

  async function pump() {
    if (running) return
    running = true
    try {
      for (let entry = kept.outbox[0]; entry; entry = kept.outbox[0]) {
        try {
          const acknowledgement = await deliver(entry)
          failures = 0
          kept.begun = true
          kept.introduced ||= entry.attempt?.introduces ?? false
          kept.outbox.shift()
          events.trouble(undefined)
          events.acknowledged(entry, acknowledgement)
        } catch (error) {
          const next = await fail(entry, error).catch(async (again: unknown) => {
            // Sealing anew needed the server, and that failed: the next round tries the whole again.
            if (again instanceof Refused) events.trouble(again)
            await pause(again, failures++)
            return 'again' as const
          })
          if (next === 'stop') return
        }
        await save(session)
      }
    } finally {
      running = false
    }
  }

  return {
    async push(entry) {
      kept.outbox.push(entry)
      await save(session)
      void pump()
    },
    pump,
  }
}
