import { bytesToBase64Url } from '../../kernel/index.ts'
import type { ContentOf } from '../../contracts/content.ts'
import { consentStatement, signConsent } from '../../sealing/index.ts'
import { button, h } from './dom.ts'
import { note } from './message-view.ts'
import { t, timeText } from './page.ts'
import type { Session } from './session.ts'

type Ask = ContentOf<'consent-ask'>
type Answer = ContentOf<'consent-answer'>

/** The labels of the ticked fields, as the ask named them. */
export function tickedLabels(ask: Ask | undefined, ticked: readonly string[]): string {
  return ticked.map((key) => ask?.fields.find((field) => field.key === key)?.label ?? key).join(', ')
}

/**
 * A question whether something may be shared: to whom, why, until when, and each
 * field shut until it is opened. Nothing is ticked beforehand.
 */
export function consentQuestion(
  ask: Ask,
  answer: (yes: boolean, ticked: string[]) => Promise<void>,
): HTMLElement {
  const service = ask.to.service
  const boxes = ask.fields.map(({ key, label, value }) => {
    const box = h('input', { type: 'checkbox', name: key })
    return {
      key,
      box,
      row: h(
        'div',
        { class: 'field' },
        h('label', { class: 'tick' }, box, h('span', { dir: 'auto' }, label)),
        h(
          'details',
          {},
          h('summary', {}, t('chat.consent.show')),
          h('p', { class: 'words', dir: 'auto' }, value),
        ),
      ),
    }
  })
  const hint = h('p', { class: 'soft', role: 'status' })
  const yes = async () => {
    const ticked = boxes.filter(({ box }) => box.checked).map(({ key }) => key)
    if (ticked.length === 0) hint.textContent = t('chat.consent.nothing_ticked')
    else await answer(true, ticked)
  }
  return h(
    'fieldset',
    { class: 'card ask' },
    h('legend', {}, t('chat.consent.heading', { service })),
    h(
      'dl',
      {},
      h('dt', {}, t('chat.consent.to')),
      h('dd', { dir: 'auto' }, `${service} (${ask.to.organisation})`),
      h('dt', {}, t('chat.consent.why')),
      h('dd', { dir: 'auto' }, ask.why),
      h('dt', {}, t('chat.consent.until')),
      h('dd', {}, timeText(ask.until)),
    ),
    note(t('chat.consent.none_yet')),
    ...boxes.map(({ row }) => row),
    hint,
    h(
      'div',
      { class: 'row' },
      button(t('chat.consent.yes'), yes, 'main'),
      button(t('chat.consent.no'), () => answer(false, [])),
    ),
  )
}

/** The question once it was answered, or its time is over. */
export function consentSettled(ask: Ask): HTMLElement {
  return h(
    'div',
    {},
    h('p', {}, t('chat.consent.heading', { service: ask.to.service })),
    note(t('chat.consent.closed')),
  )
}

/** What the person answered, in the words of the question. */
export function consentAnswerText(ask: Ask | undefined, answer: Pick<Answer, 'yes' | 'ticked'>): string {
  if (!answer.yes) return t('chat.consent.answered_no')
  return t('chat.consent.answered_yes', {
    service: ask?.to.service ?? '',
    fields: tickedLabels(ask, answer.ticked),
  })
}

/** The answer as it is sent: the canonical statement over exactly what was ticked, signed by this visit. */
export async function signedAnswer(
  session: Session,
  ask: Ask,
  yes: boolean,
  ticked: string[],
): Promise<Answer> {
  const { askId, to, why, until } = ask
  const fields = ask.fields.filter(({ key }) => ticked.includes(key))
  const statement = await consentStatement({ askId, to, why, until }, fields)
  const { signature, signPublicKey } = await signConsent(statement, session.visit.signer)
  return {
    kind: 'consent-answer',
    askId,
    yes,
    ticked,
    statement,
    signature: bytesToBase64Url(signature),
    signPublicKey: bytesToBase64Url(signPublicKey),
  }
}
