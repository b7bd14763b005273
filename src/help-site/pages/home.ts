import { html } from 'hono/html'
import type { Translate } from '../../i18n/index.ts'
import { availabilityLine, dial, interpreterLine, type Availability } from '../availability.ts'
import { page, type Html } from '../layout.ts'
import type { Page } from '../respond.ts'
import type { Site } from '../site.ts'

/** The first view: one request, at most 14 KB packed, and a way to help before anything else. */
export function homePage(site: Site, t: Translate, now: Availability | undefined): Page {
  const { phone, text } = site.settings
  return page(
    { site, t, path: '', styles: ['home'], first: true },
    html` <h1>${t('help.heading')}</h1>
      <p>${t('help.lead')}</p>
      ${availabilityLine(t, now)}
      <a class="button main big" href="/${t.locale}/chat">${t('help.chat_now')}</a>
      <p class="soft">${t('help.chat_note')} ${t('help.wait')}</p>
      ${
        phone || text
          ? html`<div class="ways">
              ${phone ? way(`tel:${dial(phone)}`, t('help.call', { number: phone }), t('help.call_note')) : ''}
              ${text ? way(`sms:${dial(text)}`, t('help.text', { number: text }), t('help.text_note')) : ''}
            </div>`
          : ''
      }
      ${interpreterLine(t, now)}
      <p class="who">${t('help.who')}</p>
      <div class="ways">
        ${way(`/${t.locale}/services`, t('help.services'), t('help.services_note'))}
        ${way(`/${t.locale}/return`, t('help.return'), '')}
      </div>
      ${emergency(site, t)}
      <p>${t('help.work')}</p>
      <p>${t('help.papers')}</p>
      <h2>${t('help.safety.heading')}</h2>
      <p>${t('help.hidden')}</p>
      <p>${t('help.exceptions')}</p>
      <p><a href="/${t.locale}/safety">${t('help.safety.more')}</a></p>
      <p class="soft">${t('help.exit_help')}</p>`,
    { shared: true },
  )
}

function way(href: string, label: string, note: string): Html {
  return html`<div>
    <a class="button big" href="${href}">${label}</a>${note ? html`<p class="soft">${note}</p>` : ''}
  </div>`
}

/** The line is not dispatch (H10): who answers there, and what follows. */
export function emergency(site: Site, t: Translate): Html {
  const number = site.settings.emergencyNumber
  return html`<section class="card note">
    <h2>${t('help.emergency_heading')}</h2>
    <p><a class="button" href="tel:${dial(number)}">${t('help.emergency_call', { number })}</a></p>
    <p>${t('help.emergency_what')}</p>
  </section>`
}
