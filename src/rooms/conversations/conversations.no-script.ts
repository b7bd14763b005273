import { isKind, randomId } from '../../kernel/index.ts'
import { content as contentSchema, type Content } from '../../contracts/content.ts'
import type { BurnDays, LineState, Proof, Province } from '../../contracts/conversations.ts'
import { admit } from './admission.ts'
import { burn } from './burn.usecases.ts'
import { sha256, shown } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import type { Room } from './conversations.room.ts'
import { makeVisit, openVisit, type OpenVisit } from './no-script.open.ts'
import { consentAnswer, readThread, withFreshKeys, type Reading } from './no-script.reading.ts'
import { say } from './no-script.say.ts'
import type { NoScriptPass } from './no-script.state.ts'
import type { NoScriptItem } from './no-script.thread.ts'
import { watchVisit, type NoScriptNews } from './no-script.watch.ts'
import * as wayBack from './no-script.way-back.ts'
import { createDerivation } from './no-script.derivation.ts'
import { showWords, type ShownWords } from './no-script.words.ts'
import * as seeker from './seeker.usecases.ts'
import { closeTicket } from './tickets.usecases.ts'

export type { NoScriptItem, NoScriptNews, NoScriptPass, ShownWords }
export type { NoScriptReturn } from './no-script.way-back.ts'

/** What a form for a first message carries hidden, made new for every page: nothing is stored until it is sent. */
export type NoScriptForm = { conversationId: string; pass: NoScriptPass }

export type NoScriptView = {
  items: NoScriptItem[]
  state: LineState
  /** Messages that somebody says they saw and that never came here. */
  withheld: number
}

/**
 * The seeker's side for a browser without script. Keys are in this process's
 * memory while a request (or an open watch) lasts, never stored but under the
 * half that only the page holds. Every verb with a pass throws
 * `conversations.visit_over` when its time is over.
 */
export type NoScriptAgent = {
  /**
   * The first message of a new conversation. With `form`, the ids that the form
   * carried: the same form again opens the same visit and
   * says what it says once; after Exit it opens nothing.
   */
  begin(input: {
    language: string
    region?: Province
    text: string
    /** It is left for later, with when and how it is safe to answer. */
    left?: { safeTime?: string; safeWay?: string }
    form?: NoScriptForm
    clientKey: string
    /** In a crowd: the challenge that `crowded` gave, once its turn came. */
    proof?: Proof | undefined
  }): Promise<NoScriptPass>
  /** The thread, opened, and what is true now. */
  view(pass: NoScriptPass): Promise<NoScriptView>
  /** Says something; `once` is the mark of the form (a random id), so that a form sent twice says it once. */
  say(pass: NoScriptPass, content: Content, once: string): Promise<void>
  /** Answers a consent ask of the thread; `ticked` are keys of its fields. Signed with the visit's key. */
  answerConsent(
    pass: NoScriptPass,
    answer: { askId: string; yes: boolean; ticked: readonly string[] },
    once: string,
  ): Promise<void>
  /** Items after a position, then everything as it happens, until the visit or the signal ends. */
  watch(pass: NoScriptPass, options: { after?: number; signal: AbortSignal }): AsyncIterable<NoScriptNews>
  /** The words of this visit; undefined where it may have none (it came by words that ended since). */
  words(pass: NoScriptPass, locale: string): Promise<ShownWords | undefined>
  /** “Someone saw my words”: the old ones end, and `words` shows new ones. */
  wordsSeen(pass: NoScriptPass): Promise<void>
  /** Sets the second secret for what was said so far and from now on. */
  setSecond(pass: NoScriptPass, second: string): Promise<void>
  /** Comes back by words or digits, as they were typed, with the second secret if given. */
  returnWithWords(input: {
    typed: string
    locale: string
    second?: string | undefined
    warned: boolean
    clientKey: string
    proof?: Proof | undefined
  }): Promise<wayBack.NoScriptReturn>
  /** Deletes the conversation. False where a visit that nobody checked could only ask for that, and has ended. */
  burn(pass: NoScriptPass): Promise<{ deleted: boolean } & BurnDays>
  /** Exit: the pass opens nothing any more. */
  exit(pass: NoScriptPass): Promise<void>
  /** Resolves when no words are being registered in the background. */
  settled(): Promise<void>
}

/** Words that wait to be registered; beyond it they are registered when the page is next read. */
const mostWaiting = 200

/** `options` are for tests only. */
export function createNoScriptAgent(
  room: Room,
  options: { iterations?: number; atOnce?: number } = {},
): NoScriptAgent {
  const derivation = createDerivation(room.settings.wordsWaiting, options)
  const background = new Map<string, Promise<void>>()

  /** Registering words takes a third of a second of a processor: nobody waits for it. */
  function registerSoon(open: OpenVisit): void {
    const { visitId } = open.actor
    if (background.size >= mostWaiting || background.has(visitId)) return
    const work = wayBack
      .registerReceipt(room, derivation, open)
      .catch(() => undefined)
      .finally(() => background.delete(visitId))
    background.set(visitId, work)
  }

  async function read(pass: NoScriptPass): Promise<Reading> {
    const reading = await readThread(room, await openVisit(room, pass))
    const { wordsKept, visit } = reading.state
    if (!wordsKept && visit.checked) registerSoon(reading.open)
    return reading
  }

  async function speak(
    pass: NoScriptPass,
    once: string,
    make: (reading: Reading) => Content | Promise<Content>,
  ): Promise<void> {
    const reading = await read(pass)
    const { open, thread } = reading
    const content = readable(await make(reading))
    const seen = thread.thread.seen(open.state.writer.id)
    await say(room, open, { content, seen, keys: thread.keys, once })
  }

  async function isOpenedBy({ conversationId, pass }: NoScriptForm): Promise<boolean> {
    const open = await openVisit(room, pass).catch((error: unknown) => {
      if (isKind(error, conversationErrors.visit_over)) return undefined
      throw error
    })
    return open?.state.conversationId === conversationId
  }

  return {
    async begin({ language, region, text, left, form, clientKey, proof }) {
      const content = readable(left ? { kind: 'left-message', text, ...left } : { kind: 'text', text })
      const wish = { language, ...(region && { region }) }
      const mark = shown(sha256(JSON.stringify(content)))
      const conversationId = form?.conversationId ?? randomId()
      const open = (admission: { crowd: boolean }) => async () => {
        const { teamId, epochId, epochPublicKey } = await seeker.currentLine(room, wish)
        const epoch = { id: epochId, publicKey: epochPublicKey }
        const line = { conversationId, generation: 1, epoch, recipients: [], content, mark, pass: form?.pass }
        const made = await makeVisit(line)
        const leftMessage = left !== undefined
        const opening = { conversationId, teamId, ...wish, ...made.request, leftMessage }
        const { sealedState } = made
        await seeker.storeOpening(room, opening, { ...admission, clientKey, sealedState })
        return made.pass
      }
      const again = async () => {
        if (!form || !(await isOpenedBy(form))) return undefined
        await speak(form.pass, mark, () => content)
        return form.pass
      }
      const pass =
        (await again()) ??
        (await withFreshKeys(
          // Before keys are made, which is what a flood would cost.
          open(await admit(room, { purpose: 'open', binding: conversationId, clientKey, proof })),
        ).catch(async (error: unknown) => {
          // The same form a moment earlier, still under way when this one looked.
          const first = isKind(error, conversationErrors.visit_over) ? await again() : undefined
          if (!first) throw error
          return first
        }))
      registerSoon(await openVisit(room, pass))
      return pass
    },

    async view(pass) {
      const { thread, state } = await read(pass)
      return { items: thread.items(), state, withheld: thread.thread.withheld().length }
    },

    say: (pass, content, once) => speak(pass, once, () => content),
    answerConsent: (pass, answer, once) => speak(pass, once, (reading) => consentAnswer(reading, answer)),
    watch: (pass, { after = 0, signal }) => watchVisit(room, () => openVisit(room, pass), { after, signal }),

    async words(pass, locale) {
      const { actor, state } = await openVisit(room, pass)
      const { wordsKept, visit } = await seeker.conversationState(room, actor)
      return wordsKept || visit.checked ? showWords(state.receipt, locale) : undefined
    },

    async wordsSeen(pass) {
      await wayBack.renewReceipt(room, await openVisit(room, pass))
      await read(pass)
    },

    setSecond: async (pass, second) => wayBack.setSecond(room, derivation, await read(pass), second),
    returnWithWords: (input) => wayBack.returnWithWords(room, derivation, input),

    async burn(pass) {
      const { actor } = await openVisit(room, pass)
      return burn(room, actor)
    },

    exit: ({ ticket }) => closeTicket(room, ticket),

    async settled() {
      while (background.size > 0) await Promise.all(background.values())
    },
  }
}

/** Content as the other side will take it; empty or over-long text is refused here, before it is sealed. */
function readable(said: Content): Content {
  const read = contentSchema.safeParse(said)
  return read.success ? read.data : refuse(conversationErrors.envelope_refused)
}
