import { bytesToBase64Url, isKind, randomId } from '../../kernel/index.ts'
import { newReceipt, sealSlotFor, type TypedReceipt } from '../../sealing/index.ts'
import type { Proof } from '../../contracts/conversations.ts'
import { countTry, passGate } from './admission.ts'
import { sha256, shown } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { countMessage, type Room } from './conversations.room.ts'
import { makeVisit, openVisit, type OpenVisit } from './no-script.open.ts'
import { ownGenerations, withFreshKeys, type Reading } from './no-script.reading.ts'
import { openState, sealState, type NoScriptPass, type VisitState } from './no-script.state.ts'
import type { Derivation } from './no-script.derivation.ts'
import { proofOf, readWords } from './no-script.words.ts'
import { readSealedState, writeSealedState } from './tickets.repository.ts'
import { ticketCapability, ticketHash } from './tickets.usecases.ts'
import * as keeps from './keep.usecases.ts'
import * as words from './words.usecases.ts'

export type NoScriptReturn =
  /** `second`: whether the second secret that was typed opened what was said before. */
  | { kind: 'back'; pass: NoScriptPass; second?: 'opened' | 'wrong' }
  /** Spelling alone: how many words were typed, which are in no list, and what they could be. */
  | { kind: 'spelling'; typed: Exclude<TypedReceipt, { receipt: unknown }> }
  /** It was begun with script: going on without makes it readable by the server. Ask, then call again with `warned`. */
  | { kind: 'warning' }

/** Makes the visit's words a way back. */
export async function registerReceipt(
  room: Room,
  derivation: Derivation,
  { actor, state }: OpenVisit,
): Promise<void> {
  const { pair: _, ...proof } = await proofOf(derivation, state.receipt, 'later')
  await words.registerWords(room, actor, proof)
}

/** Changes what is kept of a visit. */
async function changeState(
  room: Room,
  { actor, halves, ticketId }: OpenVisit,
  change: (state: VisitState) => VisitState,
): Promise<void> {
  const hash = ticketHash(ticketId)
  await room.database.as(
    actor,
    async (tx) => {
      const sealed = await readSealedState(tx, hash)
      if (!sealed) refuse(conversationErrors.visit_over)
      const state = change(await openState(sealed, halves, ticketId))
      await writeSealedState(tx, hash, await sealState(state, halves, ticketId))
    },
    { capabilities: [ticketCapability(hash)] },
  )
}

/** The old words end; the visit has new ones. */
export async function renewReceipt(room: Room, open: OpenVisit): Promise<void> {
  await words.wordsSeen(room, open.actor)
  await changeState(room, open, (state) => ({ ...state, receipt: newReceipt() }))
}

/** Sets the second secret for what the visit can read, and from now on. */
export async function setSecond(
  room: Room,
  derivation: Derivation,
  { open, thread }: Reading,
  second: string,
): Promise<void> {
  countMessage(room, open.actor)
  const { conversationId } = open.actor
  const { keepToken, pair } = await derivation.keep(open.state.receipt, second, 'waits')
  const reader = { to: 'keep' as const, recipient: randomId(), publicKey: pair.publicKey }
  const slots = await Promise.all(
    (await ownGenerations(room, open)).flatMap(({ number, epochId }) => {
      const generation = thread.keys.get(number)
      if (!generation) return []
      const sealing = sealSlotFor({ conversationId, record: { number, epochId }, generation, reader })
      return [sealing.then(({ bytes }) => ({ number, bytes: bytesToBase64Url(bytes) }))]
    }),
  )
  await keeps.registerKeep(room, open.actor, {
    keepId: reader.recipient,
    token: bytesToBase64Url(keepToken),
    publicKey: bytesToBase64Url(pair.publicKey),
    slots,
  })
}

/** Comes back by words or digits as they were typed. */
export async function returnWithWords(
  room: Room,
  derivation: Derivation,
  input: {
    typed: string
    locale: string
    second?: string | undefined
    warned: boolean
    clientKey: string
    proof?: Proof | undefined
  },
): Promise<NoScriptReturn> {
  const typed = await readWords(input.typed, input.locale)
  if (!('receipt' in typed)) return { kind: 'spelling', typed }
  const { receipt } = typed
  const { clientKey } = input
  const asked = { purpose: 'words', binding: shown(sha256(receipt)), clientKey, proof: input.proof } as const
  const gate = await passGate(room, asked)
  // Before the derivation, which is what a flood of tries would cost; a try that can't be made is not counted.
  derivation.requireRoom()
  countTry(room, asked, gate)
  const { lookupId, token, pair } = await proofOf(derivation, receipt)
  const keep = input.second?.trim() ? await derivation.keep(receipt, input.second, 'admitted') : undefined
  const visit = await withFreshKeys(async () => {
    const found = await words.findProven(room, { lookupId, token })
    if (!found.serverReadable && !input.warned) return undefined
    const made = await makeVisit({
      conversationId: found.conversationId,
      generation: found.nextGeneration,
      epoch: { id: found.line.epochId, publicKey: found.line.epochPublicKey },
      recipients: found.recipients,
      content: { kind: 'returned', how: keep ? 'second' : 'words' },
      back: { receipt, pair, keep: keep?.pair },
    })
    await words.returnToLine(room, { grant: found.grant, ...made.request }, made.sealedState)
    return made
  })
  if (!visit) return { kind: 'warning' }
  const { pass } = visit
  if (!keep) return { kind: 'back', pass }
  const open = await openVisit(room, pass)
  try {
    await keeps.openKeep(room, open.actor, bytesToBase64Url(keep.keepToken))
    return { kind: 'back', pass, second: 'opened' }
  } catch (error) {
    const wrong =
      isKind(error, conversationErrors.secret_unknown) || isKind(error, conversationErrors.too_many_tries)
    if (!wrong) throw error
    return { kind: 'back', pass, second: 'wrong' }
  }
}
