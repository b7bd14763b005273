import type { Content, ContentOf } from '../../../src/contracts/content.ts'
import { withdrawTokenHash } from '../../../src/contracts/mailbox.ts'
import * as referrals from '../../../src/contracts/referrals.ts'
import { bytesToBase64Url, randomId } from '../../../src/kernel/index.ts'
import { consentStatement, createThread, signConsent, type ThreadEntry } from '../../../src/sealing/index.ts'
import {
  judgeAnswer,
  prepareReferral,
  recordReadBack,
  type PreparedReferral,
} from '../../../src/workspace/sealing-client/consent.ts'
import type { Desk } from '../../support/line/desk.ts'
import type { Seeker } from '../../support/line/seeker.ts'
import { bytesOf, type Staff } from '../../support/line/staff.ts'

type Ask = ContentOf<'consent-ask'>

/** One seeker and one responder, and a service to refer to. */
export type Scene = { seeker: Seeker; desk: Desk; responder: Staff; serviceId: string; organisation: string }

export async function askConsent(
  { desk, responder, serviceId, organisation }: Scene,
  fields: Ask['fields'],
  until: Date,
): Promise<Ask> {
  const { receivers } = await responder.client.call(referrals.receiversOf, { serviceIds: [serviceId] })
  const ask: Ask = {
    kind: 'consent-ask',
    askId: randomId(),
    to: { teamId: receivers[0]?.teamId ?? '', organisation, service: 'Invented bed' },
    why: 'So that they can keep a bed.',
    until: until.toISOString(),
    fields,
  }
  await desk.pen.write(ask)
  return ask
}

/** The seeker taps; the responder's own code judges what arrived. */
export async function tapAnswer(
  { seeker, desk }: Scene,
  ask: Ask,
  ticked: readonly string[],
  yes = true,
): Promise<Awaited<ReturnType<typeof judgeAnswer>>> {
  const fields = ask.fields.filter(({ key }) => ticked.includes(key))
  const statement = await consentStatement(ask, fields)
  const signed = await signConsent(statement, seeker.visit.signer)
  await seeker.pen.write({
    kind: 'consent-answer',
    askId: ask.askId,
    yes,
    ticked: fields.map(({ key }) => key),
    statement,
    signature: bytesToBase64Url(signed.signature),
    signPublicKey: bytesToBase64Url(signed.signPublicKey),
  })
  const entries = await readEntries(desk)
  const answer = entries.map(contentOf).findLast((content) => content?.kind === 'consent-answer')
  if (answer?.kind !== 'consent-answer') throw new Error('the answer did not arrive')
  const signers = new Map([[bytesToBase64Url(seeker.visit.signer.publicKey), true]])
  return judgeAnswer(ask, answer, signers, new Date())
}

/** The seeker says yes in words; the responder has read the fields back and records it. */
export async function readBack({ seeker, desk, responder }: Scene, ask: Ask, ticked: readonly string[]) {
  const { parcel } = await seeker.pen.write({ kind: 'text', text: 'yes, these two' })
  const { writerId: writer, sequence, hash } = parcel
  const recorded = await recordReadBack(ask, ticked, responder.member.signer, { writer, sequence, hash })
  await desk.pen.write(recorded.content)
  return recorded.consent
}

/** Seals the packet with the workspace's own code, sends it, and tells the story. */
export async function sendPacket(
  { desk, responder, serviceId }: Scene,
  ask: Ask,
  ticked: readonly string[],
  consent: Parameters<typeof prepareReferral>[0]['consent'],
): Promise<PreparedReferral> {
  const { receivers } = await responder.client.call(referrals.receiversOf, { serviceIds: [serviceId] })
  const [receiver] = receivers
  if (!receiver) throw new Error('nobody receives for this service')
  const { teamId, epochId, epochPublicKey } = receiver
  const prepared = await prepareReferral({
    ask,
    ticked,
    consent,
    receiver: { teamId, epochId, publicKey: bytesOf(epochPublicKey) },
  })
  const { toTeamId, mailbox, packet, expiresAt, withdrawToken } = prepared
  await responder.client.call(referrals.sendReferral, {
    toTeamId,
    epochId,
    mailbox,
    packet,
    expiresAt,
    withdrawTokenHash: await withdrawTokenHash(withdrawToken),
  })
  await desk.pen.write(prepared.sent)
  return prepared
}

async function readEntries(desk: Desk): Promise<readonly ThreadEntry[]> {
  const { envelopes, keys } = await desk.readAll()
  const thread = createThread({ conversationId: desk.conversationId, keyOf: (number) => keys.get(number) })
  for (const { bytes } of envelopes) await thread.add(bytesOf(bytes))
  return thread.entries
}

function contentOf(entry: ThreadEntry): Content | undefined {
  return entry.body?.content as Content | undefined
}
