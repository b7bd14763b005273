import { CallError } from '../../../src/contracts/index.ts'
import * as referrals from '../../../src/contracts/referrals.ts'
import { withdrawTokenHash } from '../../../src/contracts/mailbox.ts'
import { readAnswer, readPacket, writeAnswer } from '../../../src/workspace/sealing-client/answers.ts'
import type { PreparedReferral } from '../../../src/workspace/sealing-client/consent.ts'
import { randomId } from '../../../src/kernel/index.ts'
import { newCanary, newForeignCanary, type Canary } from '../../support/canary/canaries.ts'
import type { Staff } from '../../support/line/staff.ts'
import { askConsent, readBack, sendPacket, tapAnswer, type Scene } from './referral.ts'

/** Which fields may be seen at the provider from now on; everything else must not. */
export type Moment = { name: string; visible: readonly Canary[]; hidden: readonly Canary[] }

export type Look = (moment: Moment) => Promise<void>

const day = 86_400_000
const keys = ['first_name', 'safe_phone', 'why_now', 'name_of_child'] as const
const agreed = ['first_name', 'safe_phone']

/** A fault put in on purpose: a client that sends what was not ticked. */
export type Plant = 'unticked' | 'kept' | 'story'

type Played = { scene: Scene; provider: Staff; look: Look; mailboxes: string[]; plant?: Plant | undefined }
type Case = { name: string; play(played: Played): Promise<void> }

function fieldsFor(name: string) {
  const canaries = keys.map((key, index) =>
    index % 2 === 0 ? newCanary(`${name}: ${key}`) : newForeignCanary(`${name}: ${key}`),
  )
  const fields = keys.map((key, index) => ({ key, label: key, value: canaries[index]?.text ?? '' }))
  return { canaries, fields, ticked: canaries.slice(0, 2), unticked: canaries.slice(2) }
}

async function expectRefused(code: string, attempt: Promise<unknown>): Promise<void> {
  const outcome = await attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof CallError ? error.problem.code : String(error)),
  )
  if (outcome !== code) throw new Error(`expected ${code}, got ${outcome}`)
}

/** Up to the packet at the provider, looking at every step. */
async function agreeAndSend(
  { scene, look, mailboxes, plant }: Played,
  name: string,
  how: 'tapped' | 'read back',
  until = new Date(Date.now() + day),
): Promise<{ prepared: PreparedReferral; canaries: readonly Canary[]; unticked: readonly Canary[] }> {
  const { canaries, fields, ticked, unticked } = fieldsFor(name)
  const nothing = { visible: [], hidden: canaries }
  const ask = await askConsent(scene, fields, until)
  await look({ name: `${name}, before the yes`, ...nothing })
  const tickedKeys = plant === 'unticked' ? [...keys] : agreed
  let consent
  if (how === 'read back') consent = await readBack(scene, ask, tickedKeys)
  else {
    const verdict = await tapAnswer(scene, ask, tickedKeys)
    if ('fault' in verdict) throw new Error(`the yes was not taken: ${verdict.fault}`)
    consent = verdict.consent
  }
  await look({ name: `${name}, after the yes, before sending`, ...nothing })
  // Nobody can send more than was agreed to: sealing itself refuses.
  await expectRefused(
    'SealingError: sealing: outside_consent',
    sendPacket(scene, ask, ['why_now', ...tickedKeys], consent),
  ).catch((error: unknown) => (plant === 'unticked' ? undefined : Promise.reject(error)))
  const prepared = await sendPacket(scene, ask, tickedKeys, consent)
  mailboxes.push(prepared.mailbox)
  await look({ name: `${name}, sent`, visible: ticked, hidden: unticked })
  return { prepared, canaries, unticked }
}

/** The provider opens what came and answers; `note` goes sealed into the mailbox. */
async function answerReferral(
  { provider, scene }: Played,
  prepared: PreparedReferral,
  accepted: boolean,
  note: string,
): Promise<string> {
  const { client, teamId } = provider
  const { referrals: list } = await client.call(referrals.inbox, {})
  for (const { referralId, epochId } of list) {
    const opened = await client.call(referrals.openReferral, { referralId })
    if (opened.mailbox !== prepared.mailbox) continue
    const epoch = await provider.epochKey(epochId)
    if (!epoch) throw new Error('an epoch that the provider may not open')
    const packet = await readPacket(opened.packet, { teamId, epochId, pair: epoch, mailbox: opened.mailbox })
    const answer = accepted ? { accepted, note } : { accepted, reason: 'full' as const, note }
    const bytes = await writeAnswer(packet, opened.mailbox, answer)
    await client.call(referrals.answerReferral, {
      referralId,
      answer: accepted ? 'accepted' : 'declined',
      bytes,
    })
    const taken = await scene.responder.client.call(referrals.takeAnswer, { mailbox: prepared.mailbox })
    const read = await readAnswer(prepared.sent, taken.answer)
    if (read.accepted !== accepted || read.note !== note) throw new Error('the answer arrived otherwise')
    return referralId
  }
  throw new Error('the referral did not arrive')
}

/** Waits until the clockwork has closed the packet: the opening is refused. */
async function closed(provider: Staff, referralId: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const { referrals: list } = await provider.client.call(referrals.listReferrals, {})
    if (list.find((each) => each.referralId === referralId)?.closedAt) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('the packet was not closed in a minute')
}

async function newestReferral(provider: Staff): Promise<string> {
  const { referrals: list } = await provider.client.call(referrals.listReferrals, {})
  return list[0]?.referralId ?? ''
}

export const cases: readonly Case[] = [
  {
    name: 'the person says no',
    async play({ scene, look }) {
      const { canaries, fields } = fieldsFor('said no')
      const ask = await askConsent(scene, fields, new Date(Date.now() + day))
      const verdict = await tapAnswer(scene, ask, [], false)
      if (!('fault' in verdict)) throw new Error('a no was taken for a yes')
      await look({ name: 'after a no', visible: [], hidden: canaries })
    },
  },
  {
    name: 'a yes that the person did not give',
    async play({ scene, look }) {
      const { canaries, fields } = fieldsFor('forged yes')
      const ask = await askConsent(scene, fields, new Date(Date.now() + day))
      const verdict = await tapAnswer(scene, ask, agreed)
      if ('fault' in verdict) throw new Error(verdict.fault)
      const forged = { ...verdict.consent, signature: new Uint8Array(64).fill(7) }
      await expectRefused('SealingError: sealing: forged', sendPacket(scene, ask, agreed, forged))
      await look({ name: 'after a forged yes', visible: [], hidden: canaries })
    },
  },
  {
    name: 'capacity is asked for',
    async play({ scene, provider, look }) {
      const { canaries, fields } = fieldsFor('capacity')
      await askConsent(scene, fields, new Date(Date.now() + day))
      const { client, teamId } = scene.responder
      const from = new Date(Date.now() + 60_000).toISOString()
      const asked = { askId: randomId(), fromTeamId: teamId, serviceId: scene.serviceId }
      const until = new Date(Date.now() + day).toISOString()
      await client.call(referrals.askCapacity, { ...asked, kind: 'bed', people: 1, from, until })
      await look({ name: 'capacity asked', visible: [], hidden: canaries })
      const answer = { yes: true as const, holdMinutes: 30 }
      await provider.client.call(referrals.answerAsk, { askId: asked.askId, answer })
      await look({ name: 'bed held', visible: [], hidden: canaries })
    },
  },
  {
    name: 'the provider declines',
    async play(played) {
      const { prepared, canaries } = await agreeAndSend(played, 'declined', 'tapped')
      const note = newCanary('note of a decline')
      const referralId = await answerReferral(played, prepared, false, note.text)
      await expectRefused(
        'referrals.closed',
        played.provider.client.call(referrals.openReferral, { referralId }),
      )
      await played.look({ name: 'declined', visible: [], hidden: [...canaries, note] })
    },
  },
  {
    name: 'the provider accepts, and the person takes it back',
    async play(played) {
      const { prepared, canaries } = await agreeAndSend(played, 'accepted', 'read back')
      const note = newCanary('note of a yes')
      await answerReferral(played, prepared, true, note.text)
      await played.look({
        name: 'accepted',
        visible: canaries.slice(0, 2),
        hidden: [...canaries.slice(2), note],
      })
      const { mailbox, withdrawToken } = prepared
      await played.scene.seeker.client.call(referrals.seekerWithdraw, { mailbox, withdrawToken })
      await played.look({ name: 'taken back by the person', visible: [], hidden: [...canaries, note] })
    },
  },
  {
    name: 'the responder takes it back at the person’s wish',
    async play(played) {
      const { prepared, canaries } = await agreeAndSend(played, 'withdrawn', 'tapped')
      const { mailbox, withdrawToken } = prepared
      const wrong = played.scene.responder.client.call(referrals.withdrawReferral, {
        mailbox,
        withdrawToken: randomId(),
      })
      await expectRefused('referrals.not_found', wrong)
      await played.scene.responder.client.call(referrals.withdrawReferral, { mailbox, withdrawToken })
      await played.look({ name: 'withdrawn', visible: [], hidden: canaries })
      // What was sent once is not sent again by a retry that comes late.
      const { toTeamId, epochId, packet, expiresAt } = prepared
      const again = { toTeamId, epochId, mailbox, packet, expiresAt }
      await played.scene.responder.client
        .call(referrals.sendReferral, { ...again, withdrawTokenHash: await withdrawTokenHash(withdrawToken) })
        .catch(() => undefined)
      await played.look({ name: 'withdrawn, then sent again', visible: [], hidden: canaries })
    },
  },
  {
    name: 'its time runs out',
    async play(played) {
      const until = new Date(Date.now() + 15_000)
      const { canaries } = await agreeAndSend(played, 'expired', 'tapped', until)
      await closed(played.provider, await newestReferral(played.provider))
      await played.look({ name: 'expired', visible: [], hidden: canaries })
    },
  },
]
