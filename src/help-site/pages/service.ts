import { html } from 'hono/html'
import { feedbackKinds, urgentFeedback, type FeedbackKind, type Service } from '../../contracts/directory.ts'
import type { Translate } from '../../i18n/index.ts'
import { page, unkept, type Html } from '../layout.ts'
import type { Page } from '../respond.ts'
import type { Problem, Site } from '../site.ts'
import { searchFields, type Search } from './search.ts'
import { isVetted, langOf, phones, problemCard, searchButton } from './services.ts'

/**
 * One service, whole. `search`: the list the reader came from, to go back to without the Back button. `said`: what they just
 * said did not work there.
 */
export function servicePage(
  site: Site,
  t: Translate,
  service: Service,
  search: Search,
  said?: FeedbackKind | Problem,
): Page {
  const own = langOf(t, service.lang)
  const { places } = service
  return page(
    // The languages lead to the finder: a link to this service would put its id into the history.
    { site, t, path: 'services', styles: ['finder'] },
    html`
${typeof said === 'object' ? problemCard(t, said) : ''}
${typeof said === 'string' ? thanks(t, said) : ''}
<h1 data-focus tabindex="-1"${own}>${service.name}</h1>
<p class="soft"${own}>${service.organisation}</p>
${isVetted(service) ? '' : html`<p class="card note">${service.vetting.text}</p>`}
${service.alert ? html`<p class="card note" ${own}>${service.alert}</p>` : ''}
<p${own}>${service.description}</p>
<p><strong>${service.open.text}</strong></p>
${service.room ? html`<p><strong>${service.room.text}</strong></p>` : ''}
<div class="row">${phones(t, service.phones)}</div>
<dl class="card">
${fact(t('help.find.hours'), service.hours.join('\n'))}
${fact(t('help.find.for_whom'), service.forWhom, own)}
${fact(t('help.find.takes'), service.takes.join('\n'))}
${fact(t('help.find.refuses'), service.refuses.join('\n'))}
${fact(t('help.find.bring'), service.bring, own)}
${fact(t('help.find.cost'), service.cost, own)}
${fact(t('help.find.how'), service.howToApply, own)}
${fact(t('help.find.languages'), service.languages.map(({ label, note }) => (note ? `${label} (${note})` : label)).join('\n'))}
${fact(t('help.find.sharing'), service.sharing.text)}
${isVetted(service) ? fact(t('help.find.vetting'), service.vetting.text) : ''}
${fact(t('help.find.serves'), service.serves.join('\n'), own)}
${places.length === 0 ? fact(t('help.find.places'), service.confidential ? `${service.area}\n${t('help.find.confidential')}` : (service.address ?? service.area)) : ''}
</dl>
${
  places.length > 0
    ? html`<h2>${t('help.find.places')}</h2>
        ${places.map((place) => placeCard(t, place, own))}`
    : ''
}
${website(t, service.url)}
${searchButton(t, search, t('help.find.back_to_list'))}
${typeof said === 'string' ? '' : feedback(t, service, search)}`,
    { status: typeof said === 'object' ? said.status : 200 },
  )
}

/** What did not work there, as one choice: no place for words, which nobody could answer. */
function feedback(t: Translate, { serviceId }: Service, search: Search): Html {
  const fields = [...searchFields(search), ['service', serviceId] as const]
  return html`<details class="card">
    <summary>${t('help.feedback.ask')}</summary>
    <p>${t('help.feedback.hint')}</p>
    <form method="post" action="/${t.locale}/services" data-swap>
      ${fields.map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}" />`)}${unkept}
      <fieldset>
        <legend>${t('help.feedback.what')}</legend>
        ${feedbackKinds.map(
          (kind) =>
            html`<label class="tick"
              ><input
                type="radio"
                name="feedback"
                value="${kind}"
                required
              />${t(`directory.feedback.${kind}`)}</label
            >`,
        )}
      </fieldset>
      <button>${t('help.feedback.send')}</button>
    </form>
  </details>`
}

function thanks(t: Translate, said: FeedbackKind): Html {
  return html`<div class="card note" role="status" data-focus tabindex="-1">
    <p>${t('help.feedback.thanks')}</p>
    ${
      urgentFeedback.includes(said)
        ? html`<p>${t('help.feedback.talk')}</p>
            <p><a class="button" href="/${t.locale}/chat">${t('help.feedback.chat')}</a></p>`
        : ''
    }
  </div>`
}

function fact(name: string, value: string, attributes: Html | '' = ''): Html | '' {
  return value.trim() ? html`<div><dt>${name}</dt><dd${attributes}>${value}</dd></div>` : ''
}

function placeCard(t: Translate, place: Service['places'][number], own: Html | ''): Html {
  return html`<div class="card"><h3${own}>${place.name}</h3><p${own}>${place.address}</p><p>${place.open.text}</p>${
    place.hours.length > 0
      ? html`<details>
          <summary>${t('help.find.hours')}</summary>
          <ul class="bare">
            ${place.hours.map((line) => html`<li>${line}</li>`)}
          </ul>
        </details>`
      : ''
  }<div class="row">${phones(t, place.phones)}</div></div>`
}

/** Only the web's own schemes: an entry of a register is somebody else's text. */
function website(t: Translate, url = ''): Html | '' {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return ''
  return html`<p>
    <a href="${new URL(url).href}" rel="noreferrer noopener nofollow">${t('help.find.website')}</a>
  </p>`
}
