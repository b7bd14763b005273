import type { ContentOf } from '../../../src/contracts/content.ts'
import * as conversations from '../../../src/contracts/conversations.ts'
import * as referrals from '../../../src/contracts/referrals.ts'
import { withdrawTokenHash } from '../../../src/contracts/mailbox.ts'
import * as identity from '../../../src/contracts/identity.ts'
import { bytesToBase64Url, randomId, textToBytes } from '../../../src/kernel/index.ts'
import { createThread, sealDeskNote } from '../../../src/sealing/index.ts'
import { readPacket, writeAnswer } from '../../../src/workspace/sealing-client/answers.ts'
import { judgeAnswer, prepareReferral } from '../../../src/workspace/sealing-client/consent.ts'
import { claimConversation, type Desk } from '../../support/line/desk.ts'
import { bytesOf } from '../../support/line/staff.ts'
import type { Book } from './book.ts'
import { organisation, type Stage } from './stage.ts'

/** Everything that was said in a conversation, as the responder’s browser opens it. */
export async function readStory(desk: Desk): Promise<{ contents: unknown[]; signPublicKeys: string[] }> {
  const { envelopes, keys } = await desk.readAll()
  const thread = createThread({ conversationId: desk.conversationId, keyOf: (number) => keys.get(number) })
  for (const { bytes } of envelopes) await thread.add(bytesOf(bytes))
  return {
    contents: thread.entries.map(({ body }) => body?.content),
    signPublicKeys: thread.entries.flatMap(({ body }) =>
      body?.visit ? [Buffer.from(body.visit.signPublicKey).toString('base64url')] : [],
    ),
  }
}

/** Waits for a conversation in the queue and takes the newest. */
export async function takeNext({ responder }: Stage): Promise<Desk> {
  return eventually('a conversation in the queue', async () => {
    const { waiting } = await responder.client.call(conversations.deskQueue, {})
    const newest = waiting.toSorted((a, b) => (a.openedAt < b.openedAt ? 1 : -1))[0]
    return newest && claimConversation(responder, newest.conversationId)
  })
}

/** Waits until the person has said this. */
export async function hear(desk: Desk, what: string): Promise<void> {
  await eventually(`“${what}” at the desk`, async () => {
    const { contents } = await readStory(desk)
    return contents.some((content) => JSON.stringify(content)?.includes(what)) || undefined
  })
}

/** An answer in words, a card, and a question whether four things may be shared. */
export async function answerSeeker(desk: Desk, stage: Stage, book: Book, path: string) {
  await desk.pen.write({ kind: 'text', text: book.plain(`${path}: answer`, 'story') })
  const line = (what: string) => book.foreign(`${path}: card, ${what}`, 'story')
  const card = {
    serviceId: stage.serviceId,
    name: line('name'),
    organisation: line('organisation'),
    what: line('what'),
    when: line('when'),
    forWhom: '',
    bring: line('bring'),
    sharing: '',
  }
  await desk.pen.write({ kind: 'cards', cards: [card] })
  const ask: ContentOf<'consent-ask'> = {
    kind: 'consent-ask',
    askId: randomId(),
    to: { teamId: stage.provider.teamId, organisation, service: 'Invented bed' },
    why: book.plain(`${path}: why it is asked`, 'story'),
    until: new Date(Date.now() + 86_400_000).toISOString(),
    fields: (['first_name', 'safe_phone', 'why_now', 'child'] as const).map((key, index) => ({
      key,
      label: key,
      value: book.plain(
        `${path}: field ${key}${index > 1 ? ' (unticked)' : ''}`,
        index > 1 ? 'story' : 'packet',
      ),
    })),
  }
  await desk.pen.write(ask)
  await keepNote(desk, stage, book.plain(`${path}: what a desk has under way`))
  return ask
}

/** What lies beside a conversation for whoever answers it next, as the workspace seals it. */
async function keepNote({ conversationId }: Desk, { responder }: Stage, text: string): Promise<void> {
  const { teamId } = responder
  const { epoch } = await responder.client.call(identity.teamKey, { teamId })
  const place = { conversationId, teamId, epochId: epoch.id }
  const sealed = await sealDeskNote(place, bytesOf(epoch.publicKey), textToBytes(text))
  const bytes = bytesToBase64Url(sealed)
  await responder.client.call(conversations.keepDeskNote, { conversationId, epochId: epoch.id, bytes })
}

/** Sends what was ticked; the service opens it and answers. */
export async function refer(
  desk: Desk,
  stage: Stage,
  book: Book,
  ask: ContentOf<'consent-ask'>,
  accepted: boolean,
): Promise<{ opened: string }> {
  const { responder, provider, serviceId } = stage
  const answer = await eventually('an answer to the question', async () => {
    const { contents } = await readStory(desk)
    const found = contents.findLast((content) => (content as { kind?: string })?.kind === 'consent-answer')
    return found as ContentOf<'consent-answer'> | undefined
  })
  const { signPublicKeys } = await readStory(desk)
  const signers = new Map(signPublicKeys.map((key) => [key, true]))
  const verdict = await judgeAnswer(ask, answer, signers, new Date())
  if ('fault' in verdict) throw new Error(`the yes was not taken: ${verdict.fault}`)
  const { receivers } = await responder.client.call(referrals.receiversOf, { serviceIds: [serviceId] })
  const [to] = receivers
  if (!to) throw new Error('nobody receives for this service')
  const receiver = { teamId: to.teamId, epochId: to.epochId, publicKey: bytesOf(to.epochPublicKey) }
  const prepared = await prepareReferral({ ask, ticked: answer.ticked, consent: verdict.consent, receiver })
  const { toTeamId, mailbox, packet, expiresAt, withdrawToken, epochId, sent } = prepared
  const hash = await withdrawTokenHash(withdrawToken)
  const sending = { toTeamId, epochId, mailbox, packet, expiresAt, withdrawTokenHash: hash }
  await responder.client.call(referrals.sendReferral, sending)
  await desk.pen.write(sent)

  const { referrals: list } = await provider.client.call(referrals.listReferrals, {})
  const referralId = list[0]?.referralId ?? ''
  const got = await provider.client.call(referrals.openReferral, { referralId })
  const epoch = await provider.epochKey(got.referral.epochId)
  if (!epoch) throw new Error('an epoch that the provider may not open')
  const place = { teamId: provider.teamId, epochId: epoch.id, pair: epoch, mailbox: got.mailbox }
  const opened = await readPacket(got.packet, place)
  const note = book.plain(`note of ${accepted ? 'a yes' : 'a decline'}`)
  const words = accepted ? { accepted, note } : { accepted, reason: 'full' as const, note }
  const bytes = await writeAnswer(opened, got.mailbox, words)
  const said = accepted ? ('accepted' as const) : ('declined' as const)
  await provider.client.call(referrals.answerReferral, { referralId, answer: said, bytes })
  return { opened: JSON.stringify(opened.fields) }
}

export async function eventually<Result>(
  what: string,
  look: () => Promise<Result | undefined>,
): Promise<Result> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`${what} did not come within a minute`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
