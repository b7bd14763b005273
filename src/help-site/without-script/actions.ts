import { listOpenings, setRegion, type BurnDays } from '../../contracts/conversations.ts'
import { seekerConnected, seekerWithdraw } from '../../contracts/referrals.ts'
import { longestText } from '../../contracts/content.ts'
import { NorthlineError } from '../../kernel/index.ts'
import { errorText, type Translate } from '../../i18n/index.ts'
import type { NoScriptPass } from '../../rooms/conversations/index.ts'
import type { Html } from '../layout.ts'
import { readRegion } from '../pages/region.ts'
import type { Site } from '../site.ts'
import type { Drawing } from './item.ts'
import { openedView } from './opened.ts'
import { answerView, sentReferrals, type Sent } from './referral.ts'

export type Form = ReadonlyMap<string, string>

/** What an action leaves to be said: nothing (the stream shows it), a sentence, or an answer that was opened. */
export type Outcome = { said?: string; answer?: Html; burned?: { deleted: boolean } & BurnDays }

/** Thrown for what the person can put right: a code of the catalogue, and a sentence where the page has a better one. */
export class Unfinished extends Error {
  readonly code: string
  constructor(t: Translate, code: string, sentence = errorText(t, code)) {
    super(sentence)
    this.code = code
  }
}

/** Does what a form of an open conversation asks for. `once` makes a form that is sent twice act once. */
export async function act(site: Site, drawing: Drawing, form: Form): Promise<Outcome> {
  const { t, pass } = drawing
  const agent = site.conversations.noScript
  const once = form.get('once') ?? ''
  if (!/^[\w-]{22}$/.test(once)) throw new Unfinished(t, 'request.invalid')
  switch (form.get('action')) {
    case 'say':
      await agent.say(pass, { kind: 'text', text: boundedText(t, form) }, once)
      return {}
    case 'leave': {
      await agent.say(pass, { kind: 'left-message', text: boundedText(t, form), ...safeContact(form) }, once)
      return { said: t('chat.leave.done') }
    }
    case 'consent':
      await answerConsent(site, drawing, form, once)
      return {}
    case 'answer':
      return { answer: await answerView(site, drawing, await referralOf(site, pass, form)) }
    case 'withdraw': {
      const { mailbox, withdrawToken, service } = await referralOf(site, pass, form)
      await site.ask(seekerWithdraw, { mailbox, withdrawToken }, { locale: t.locale, clientKey: mailbox })
      return { said: t('chat.referral.withdrawn', { service }) }
    }
    case 'connected': {
      const { mailbox, withdrawToken, service } = await referralOf(site, pass, form)
      const actor = await site.conversations.authenticate(pass.ticket)
      await site.ask(
        seekerConnected,
        { mailbox, withdrawToken },
        { locale: t.locale, clientKey: mailbox, actor },
      )
      return { said: t('chat.connected.done', { service }) }
    }
    case 'region': {
      const region = readRegion(form) ?? null
      const actor = await site.conversations.authenticate(pass.ticket)
      await site.ask(setRegion, { region }, { locale: t.locale, clientKey: '', actor })
      return { said: t(region ? 'chat.region.saved' : 'chat.region.taken_away') }
    }
    case 'opened': {
      const actor = await site.conversations.authenticate(pass.ticket)
      const opened = await site.ask(listOpenings, {}, { locale: t.locale, clientKey: '', actor })
      return { answer: openedView(drawing, opened) }
    }
    case 'seen':
      await agent.wordsSeen(pass)
      await agent.say(pass, { kind: 'words-seen' }, once)
      return { said: t('chat.words.seen_done') }
    case 'second': {
      const second = form.get('second')?.trim() ?? ''
      if (second === '') throw new Unfinished(t, 'conversations.empty_message')
      await agent.setSecond(pass, second)
      return { said: t('chat.second.done') }
    }
    case 'burn':
      return { burned: await agent.burn(pass) }
    default:
      return {}
  }
}

/** A message within its bounds; too long comes back whole, with how much is too much. */
export function boundedText(t: Translate, form: Form): string {
  const text = form.get('text')?.trim() ?? ''
  if (text === '') throw new Unfinished(t, 'conversations.empty_message')
  const over = text.length - longestText
  if (over > 0) throw new Unfinished(t, 'conversations.message_too_long', t('chat.character_over', { over }))
  return text
}

export function safeContact(form: Form): { safeTime?: string; safeWay?: string } {
  const safeTime = form.get('time')?.trim().slice(0, 200)
  const safeWay = form.get('way')?.trim().slice(0, 200)
  return { ...(safeTime && { safeTime }), ...(safeWay && { safeWay }) }
}

async function answerConsent(site: Site, { t, pass }: Drawing, form: Form, once: string): Promise<void> {
  const yes = form.get('yes') === 'yes'
  const ticked = [...form.keys()].filter((name) => name.startsWith('field-')).map((name) => name.slice(6))
  if (yes && ticked.length === 0) throw new Unfinished(t, 'request.invalid', t('chat.consent.nothing_ticked'))
  const askId = form.get('ask') ?? ''
  await site.conversations.noScript.answerConsent(pass, { askId, yes, ticked: yes ? ticked : [] }, once)
}

/** The referral of the thread with this mailbox: what is needed to open its answer lies in the story alone. */
async function referralOf(site: Site, pass: NoScriptPass, form: Form): Promise<Sent> {
  const { items } = await site.conversations.noScript.view(pass)
  const sent = sentReferrals(items).find(({ mailbox }) => mailbox === form.get('mailbox'))
  if (!sent) throw new NorthlineError({ code: 'referrals.not_found', status: 404, safe: '' })
  return sent
}
