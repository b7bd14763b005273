import { html } from 'hono/html'
import type * as z from 'zod'
import { availability } from '../contracts/conversations.ts'
import { formatList, languageName, matchLocale, type Translate } from '../i18n/index.ts'
import type { Html } from './layout.ts'
import type { Site } from './site.ts'

export type Availability = z.infer<typeof availability.output>

/** Who can answer now; undefined when we can't know, which a page says and which stops nobody. */
export async function availabilityNow(site: Site, locale: string): Promise<Availability | undefined> {
  try {
    return await site.ask(availability, {}, { locale, clientKey: '' })
  } catch (error) {
    site.problemOf(error, 'en')
    return undefined
  }
}

/** The sentences that tell the truth about now: who, how many wait, in which languages. */
export function availabilityTexts(t: Translate, now: Availability | undefined): string[] {
  if (!now) return [t('help.availability.unknown')]
  if (!now.open) return [t('help.availability.closed')]
  const names = [...new Set(now.languages.map((tag) => languageName(t.locale, tag)))]
  const spoken = now.languages.some((tag) => matchLocale(tag, [t.locale]) !== undefined)
  return [
    t(now.respondersFree > 0 ? 'help.availability.free' : 'help.availability.busy'),
    ...(now.waiting > 0 || now.respondersFree === 0
      ? [t('help.availability.waiting', { waiting: now.waiting })]
      : []),
    ...(names.length > 0
      ? [t('help.availability.languages', { languages: formatList(t.locale, names) })]
      : []),
    ...(names.length > 0 && !spoken
      ? [t('help.availability.other_language', { language: languageName(t.locale, t.locale) })]
      : []),
  ]
}

/** A mark beside a sentence: filled when someone is free. The sentence alone says it all. */
export function availabilityLine(t: Translate, now: Availability | undefined): Html {
  const [first = '', ...rest] = availabilityTexts(t, now)
  const free = now?.open === true && now.respondersFree > 0
  return html`<div class="state ${free ? 'free' : ''}">
    <span class="dot" aria-hidden="true"></span>
    <div><strong>${first}</strong>${rest.map((text) => html` ${text}`)}</div>
  </div>`
}

/** Interpreters, only with a staffed number. */
export function interpreterLine(t: Translate, now: Availability | undefined): Html | '' {
  if (!now?.interpreter) return ''
  const { number, languages } = now.interpreter
  const names = languages.map((tag) => languageName(t.locale, tag))
  return html`<p>
    <a class="button" href="tel:${dial(number)}">${t('help.interpreter', { number })}</a>${
      names.length > 0
        ? html` <span class="soft"
            >${t('help.interpreter_languages', { languages: formatList(t.locale, names) })}</span
          >`
        : ''
    }
  </p>`
}

/** A number as `tel:` and `sms:` want it. */
export function dial(number: string): string {
  return number.replace(/[^+\d]/g, '')
}
