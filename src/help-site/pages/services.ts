import { html, raw } from 'hono/html'
import type { Chip, Hit, SearchAnswer } from '../../contracts/directory.ts'
import { formatDistance, formatList, type Translate } from '../../i18n/index.ts'
import { dial } from '../availability.ts'
import { page, quietField, unkept, type Html } from '../layout.ts'
import type { Page } from '../respond.ts'
import type { Problem, Site } from '../site.ts'
import { ageOf, offeredTraits, searchFields, withoutChip, type Search } from './search.ts'

export type Choices = {
  needs: readonly { code: string; label: string }[]
  languages: readonly { tag: string; label: string }[]
  traits: readonly { code: string; label: string; gender: boolean }[]
  modes: readonly { code: string; label: string }[]
}

export type Finder = {
  search: Search
  choices: Choices
  /** Absent before the first search. */
  answer?: SearchAnswer
  problem?: Problem
}

/** The finder: works without script; a search is a POST, so that no need or place stands in an address. */
export function servicesPage(site: Site, t: Translate, finder: Finder): Page {
  return page(
    { site, t, path: 'services', styles: ['finder'] },
    html` <h1>${t('help.find.heading')}</h1>
      <p>${t('help.find.intro')}</p>
      ${finder.problem ? problemCard(t, finder.problem) : ''} ${searchForm(t, finder)}
      ${finder.answer ? results(t, finder.search, finder.answer) : ''}`,
    { status: finder.problem?.status ?? 200, shared: !finder.answer && !finder.problem },
  )
}

export function problemCard(t: Translate, problem: Problem): Html {
  return html`<div class="card problem" role="alert" data-focus tabindex="-1">
    <p>${problem.message}</p>
    <p class="soft">
      ${t('help.error.kept')} ${problem.code ? t('help.error.code', { code: problem.code }) : ''}
    </p>
  </div>`
}

function searchForm(t: Translate, { search, choices }: Finder): Html {
  return html`<form method="post" action="/${t.locale}/services#found" class="card" data-swap role="search">
    ${unkept}
    <div class="fields">
      <div>
        <label for="need">${t('help.find.need')}</label>
        <select id="need" name="need">
          <option value="">${t('help.find.any_need')}</option>
          ${choices.needs.map(({ code, label }) => option(code, label, search.need))}
        </select>
      </div>
      <div>
        <label for="place">${t('help.find.place')}</label>
        <input id="place" name="place" value="${search.place}" dir="auto" ${quietField} />
      </div>
      <div class="full">
        <label for="text">${t('help.find.text')}</label>
        <input
          id="text"
          name="text"
          value="${search.text}"
          dir="auto"
          aria-describedby="text-hint"
          ${quietField}
        />
        <p class="soft" id="text-hint">${t('help.find.text_hint')}</p>
      </div>
      <div>
        <label for="spoken">${t('help.find.language')}</label>
        <select id="spoken" name="language">
          <option value="">${t('help.find.any_language')}</option>
          ${choices.languages.map(({ tag, label }) => option(tag, label, search.language))}
        </select>
      </div>
      <div>
        ${tick('open', t('help.find.open_now'), search.open)}
        ${tick('room', t('directory.room_now'), search.room)}
      </div>
    </div>
    ${moreChoices(t, search, choices)}
    <button class="main">${t('help.find.button')}</button>
  </form>`
}

/** Folded, since nobody is asked who they are; it opens where something of it was said. */
function moreChoices(t: Translate, search: Search, { traits, modes }: Choices): Html {
  const { gender, age, who, mode, free, discreet } = search
  // Left out of the search rather than guessed, and said so.
  const unread = age !== '' && ageOf({ age }) === undefined
  const said = gender || age || who.length > 0 || mode || free || discreet
  const offered = traits.filter(({ code }) => offeredTraits.some((trait) => trait === code))
  return html`<details ${raw(said ? 'open' : '')}>
    <summary>${t('help.find.more_choices')}</summary>
    <p class="soft">${t('help.find.more_hint')}</p>
    <div class="fields">
      <div>
        <label for="gender">${t('help.find.who')}</label>
        <select id="gender" name="gender">
          <option value="">${t('help.find.anyone')}</option>
          ${traits.filter((trait) => trait.gender).map(({ code, label }) => option(code, label, gender))}
        </select>
      </div>
      <div>
        <label for="age">${t('help.find.age')}</label>
        <input
          id="age"
          name="age"
          value="${age}"
          inputmode="numeric"
          maxlength="3"
          ${unread ? raw('aria-describedby="age-unread" aria-invalid="true"') : ''}
          ${quietField}
        />
        ${unread ? html`<p id="age-unread" class="card note">${t('help.find.age_unread')}</p>` : ''}
      </div>
      <fieldset class="full ticks">
        <legend>${t('help.find.also')}</legend>
        ${offered.map(({ code, label }) => tick(`who_${code}`, label, who.includes(code)))}
      </fieldset>
      <div>
        <label for="mode">${t('help.find.mode')}</label>
        <select id="mode" name="mode">
          <option value="">${t('help.find.any_mode')}</option>
          ${modes.map(({ code, label }) => option(code, label, mode))}
        </select>
      </div>
      <div class="full ticks">
        ${tick('free', t('help.find.free'), free)} ${tick('discreet', t('help.find.discreet'), discreet)}
      </div>
    </div>
  </details>`
}

function tick(name: string, label: string, on: boolean): Html {
  return html`<label class="tick"
    ><input type="checkbox" name="${name}" value="yes" ${raw(on ? ' checked' : '')} />${label}</label
  >`
}

function option(value: string, label: string, chosen: string): Html {
  return html`<option value="${value}" ${raw(value === chosen ? ' selected' : '')}>${label}</option>`
}

/** A search as a button; its fields ride along hidden. With `service`, that one of the list, whole. */
export function searchButton(
  t: Translate,
  search: Search,
  label: string,
  { name, service }: { name?: string; service?: string } = {},
): Html {
  const fields = [...searchFields(search), ...(service ? [['service', service] as const] : [])]
  const place = service ? '' : '#found'
  return html`<form method="post" action="/${t.locale}/services${place}" data-swap>${fields.map(
    ([field, value]) => html`<input type="hidden" name="${field}" value="${value}" />`,
  )}${unkept}<button${name ? html` aria-label="${name}"` : ''}>${label}</button></form>`
}

function results(t: Translate, search: Search, answer: SearchAnswer): Html {
  const { hits, total, more, understood, widened, placeUnknown } = answer
  const count = more ? t('help.find.count_more', { total }) : t('help.find.count', { total })
  return html`<section aria-labelledby="found">
    <h2 id="found" data-focus tabindex="-1">${count}</h2>
    ${
      understood.length > 0
        ? html`<ul class="chips" aria-label="${t('help.find.terms')}">
            ${understood.map((chip) => chipItem(t, search, chip))}
          </ul>`
        : ''
    }
    ${placeUnknown ? placeHelp(t, search, placeUnknown) : ''}
    ${widened ? html`<p class="card note">${widened}</p>` : ''}
    ${hits.length === 0 ? html`<p>${t('help.find.none')}</p>` : hits.map((hit) => hitCard(t, search, hit))}
    ${
      answer.leftOut
        ? html`<div class="card note left-out">
            <p>${answer.leftOut.text}</p>
            ${searchButton(t, { ...search, all: true, page: 1 }, t('help.find.show_all'))}
          </div>`
        : ''
    }
    ${
      answer.unvetted
        ? html`<div class="card note left-out">
            <p>${answer.unvetted.text}</p>
            ${searchButton(t, { ...search, unvetted: true, page: 1 }, t('help.find.show_unvetted'))}
          </div>`
        : ''
    }
    ${pages(t, search, answer)}
  </section>`
}

function chipItem(t: Translate, search: Search, chip: Chip): Html {
  const name = t('help.find.remove', { label: chip.label })
  return html`<li>${searchButton(t, withoutChip(search, chip), chip.label, { name })}</li>`
}

function placeHelp(
  t: Translate,
  search: Search,
  { asked, suggestions }: { asked: string; suggestions: string[] },
): Html {
  return html`<div class="card note">
    <p>${t('help.find.place_unknown', { asked })}</p>
    ${
      suggestions.length > 0
        ? html`<p>${t('help.find.place_unknown_suggestions')}</p>
            <div class="row">
              ${suggestions.map((place) => searchButton(t, { ...search, place, page: 1 }, place))}
            </div>`
        : ''
    }
  </div>`
}

const fits = { fits: 'help.find.fits', ask: 'help.find.ask', near: 'help.find.near' } as const

function hitCard(t: Translate, search: Search, hit: Hit): Html {
  const where = [
    hit.area,
    hit.distanceKm === undefined
      ? ''
      : t('help.find.distance', { distance: formatDistance(t.locale, hit.distanceKm) }),
  ]
  const id = `s-${hit.serviceId}`
  return html`<article class="card hit" aria-labelledby="${id}">
<h3 id="${id}"${langOf(t, hit.lang)}>${hit.name}</h3>
<p class="soft"${langOf(t, hit.lang)}>${hit.organisation}</p>
${
  // Nobody says “fits” of what nobody has seen.
  isVetted(hit)
    ? html`<p><span class="badge ${hit.fit}">${t(fits[hit.fit])}</span></p>`
    : html`<p class="card note">${hit.vetting.text}</p>`
}
${toAsk(hit)}
<p${langOf(t, hit.lang)}>${hit.summary}</p>
<div class="facts"><span>${hit.open.text}</span>${hit.room ? html`<span><strong>${hit.room.text}</strong></span>` : ''}<span>${where.filter(Boolean).join(' · ')}</span>${hit.confidential ? html`<span>${t('help.find.confidential')}</span>` : ''}
${
  hit.languages.length > 0
    ? html`<span
        >${formatList(
          t.locale,
          hit.languages.map(({ label }) => label),
        )}</span
      >`
    : ''
}<span>${hit.sharing.text}</span>${hit.vetting.level === 'line' ? html`<span>${t('help.find.checked')}</span>` : hit.vetting.level === 'source' ? html`<span>${hit.vetting.text}</span>` : ''}</div>
${
  hit.because.some(({ fit }) => fit === 'fits')
    ? html`<details>
        <summary>${t('help.find.because')}</summary>
        <ul class="reasons">
          ${hit.because.filter(({ fit }) => fit === 'fits').map(({ text }) => html`<li>${text}</li>`)}
        </ul>
      </details>`
    : ''
}
<div class="row">${phones(t, hit.phones.slice(0, 2))}${searchButton(t, search, t('help.find.more', { name: hit.name }), { service: hit.serviceId })}</div>
</article>`
}

/** Whether the line or a source it accepts stands for it today. */
export function isVetted({ vetting }: Pick<Hit, 'vetting'>): boolean {
  return vetting.level === 'line' || vetting.level === 'source'
}

/** What to ask first, or what does not fit, without a tap. */
function toAsk({ because }: Hit): Html | '' {
  const open = because.filter(({ fit }) => fit !== 'fits')
  return open.length > 0
    ? html`<ul class="reasons">
        ${open.map(({ text }) => html`<li>${text}</li>`)}
      </ul>`
    : ''
}

/** `lang` where a text is in another language than the page. */
export function langOf(t: Translate, lang: string): Html | '' {
  return lang && lang !== t.locale ? html` lang="${lang}" dir="auto"` : ''
}

export function phones(t: Translate, list: Hit['phones']): Html[] {
  return list
    .filter(({ kind }) => kind !== 'fax')
    .map(({ number, extension, kind, description }) => {
      const scheme = kind === 'text' ? 'sms' : 'tel'
      // After Arabic letters the groups of a number would be shown from right to left, which is another number.
      const shown = html`<bdi dir="ltr">${number}${extension ? ` #${extension}` : ''}</bdi>`
      return html`<a
        class="button"
        href="${scheme}:${dial(number)}"
        ${description ? html` title="${description}"` : ''}
        ><bdi>${kind === 'text' ? t('help.text', { number }) : html`${t('help.find.call')} ${shown}`}</bdi></a
      >`
    })
}

function pages(t: Translate, search: Search, { page: at, pages }: SearchAnswer): Html | '' {
  if (pages < 2) return ''
  return html`<nav class="pages" aria-label="${t('help.find.page', { page: at, pages })}">
    ${at > 1 ? searchButton(t, { ...search, page: at - 1 }, t('help.find.previous')) : html`<span></span>`}<span>${t('help.find.page', { page: at, pages })}</span>${at < pages ? searchButton(t, { ...search, page: at + 1 }, t('help.find.next')) : html`<span></span>`}
  </nav>`
}
