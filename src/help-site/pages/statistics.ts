import { html, raw } from 'hono/html'
import type {
  Figure,
  Labels,
  PublishedRelease,
  ReleasedVariable,
  ReleaseHead,
} from '../../contracts/statistics.ts'
import { formatLongDate, formatNumber, type Translate } from '../../i18n/index.ts'
import { page, type Html } from '../layout.ts'
import type { Page } from '../respond.ts'
import type { Site } from '../site.ts'
import { figureOf, together } from './cells.ts'

export type Figures = {
  release?: PublishedRelease
  releases: readonly ReleaseHead[]
  /** The two variables that somebody wants to see together. */
  cross: { a: string; b: string }
}

/** What was released, for everybody: each chart is its own table, and every number stands with its range. */
export function statisticsPage(site: Site, t: Translate, { release, releases, cross }: Figures): Page {
  return page(
    { site, t, path: 'statistics', styles: ['figures'] },
    html` <h1>${t('help.figures.title')}</h1>
      ${release ? whole(t, release, cross) : html`<p>${t('help.figures.none')}</p>`}
      ${history(t, releases, release)}`,
    // The same for everybody, and long: it is packed once.
    { shared: cross.a === '' && cross.b === '' },
  )
}

/** In French where the page is; else in English, and said so. */
function say(t: Translate, label: Labels): Html {
  const language = t.locale === 'fr' ? 'fr' : 'en'
  return language === t.locale
    ? html`${label[language]}`
    : html`<span lang="${language}" dir="ltr">${label[language]}</span>`
}
const plain = (t: Translate, label: Labels) => (t.locale === 'fr' ? label.fr : label.en)

function whole(t: Translate, release: PublishedRelease, cross: Figures['cross']): Html {
  const { total, loss, ledger, replaces, replacedBy } = release
  return html`<p><strong>${say(t, release.title)}</strong> · ${published(t, release)}</p>
    ${release.invented ? html`<p class="card note">${t('help.figures.invented')}</p>` : ''}
    ${replacedBy ? html`<p class="card note">${t('help.figures.replaced')}</p>` : ''}
    ${replaces ? html`<p class="card note">${t('help.figures.replaces')} ${say(t, replaces.why)}</p>` : ''}
    <p class="total">${t('help.figures.total', numbers(t, total))}</p>
    <div class="card">
      <h2>${t('help.figures.how')}</h2>
      <p>${t('help.figures.base')}</p>
      <p>${t('help.figures.noise')}</p>
      <p>${t('help.figures.nonanswers')}</p>
    </div>
    ${topicsOf(release).map((topic) => section(t, release, topic))} ${explorer(t, release, cross)}
    <section>
      <h2 id="downloads">${t('help.figures.downloads')}</h2>
      <ul>
        <li><a href="/statistics/${release.releaseId}/tables.csv">${t('help.figures.csv')}</a></li>
        <li><a href="/statistics/${release.releaseId}/figures.json">${t('help.figures.json')}</a></li>
        <li><a href="/statistics/${release.releaseId}/rows.csv">${t('help.figures.rows')}</a></li>
      </ul>
      <p class="soft">
        ${t('help.figures.loss', {
          epsilon: loss.epsilon.toFixed(2),
          delta: String(loss.delta),
          entry: ledger.entry,
        })}
      </p>
    </section>`
}

const published = (t: Translate, { at }: Pick<ReleaseHead, 'at'>) =>
  t('help.figures.published', { date: formatLongDate(t.locale, new Date(at), 'UTC') })

const numbers = (t: Translate, { about, low, high }: Figure) => ({
  about: formatNumber(t.locale, about),
  low: formatNumber(t.locale, low),
  high: formatNumber(t.locale, high),
})

/** A variable by itself, or the questions of yes and no that are one variable with several values. */
type Topic = { id: string; label: Labels; definition?: Labels | undefined; lines: Line[]; several: boolean }
type Line = { label: Labels; answer: boolean; of: Readonly<Record<string, string>> }

function topicsOf({ variables }: PublishedRelease): Topic[] {
  const groups = Map.groupBy(variables, ({ name, group }) => group?.code ?? name)
  return [...groups].map(([code, own]) => {
    const [first] = own
    const shared = {
      id: `t-${code}`,
      label: first?.group?.label ?? first?.label ?? { en: code, fr: code },
      definition: first?.definition,
    }
    if (!first?.group) return { ...shared, several: false, lines: first ? linesOf(first) : [] }
    const lines = own.map(({ name, label }) => ({ label, answer: true, of: { [name]: 'yes' } }))
    return { ...shared, several: true, lines }
  })
}

/** What was answered first, then the three that are no answer. */
const inOrder = ({ values }: ReleasedVariable) => [
  ...values.filter(({ answer }) => answer),
  ...values.filter(({ answer }) => !answer),
]

const linesOf = (variable: ReleasedVariable): Line[] =>
  inOrder(variable).map(({ code, label, answer }) => ({ label, answer, of: { [variable.name]: code } }))

function section(t: Translate, release: PublishedRelease, topic: Topic): Html {
  const lines = topic.lines.map((line) => ({ ...line, figure: figureOf(release, line.of) }))
  const most = Math.max(1, ...lines.map(({ figure }) => figure?.high ?? 0))
  return html`<section>
    <h2 id="${topic.id}">${say(t, topic.label)}</h2>
    ${topic.definition ? html`<p class="soft">${say(t, topic.definition)}</p>` : ''}
    ${topic.several ? html`<p class="soft">${t('help.figures.several')}</p>` : ''}
    <table aria-labelledby="${topic.id}">
      ${head(t)}
      <tbody>
        ${lines.map((line) => lineOf(t, line, most))}
      </tbody>
    </table>
    ${byGender(t, release, topic)}
  </section>`
}

const head = (t: Translate) =>
  html`<thead>
    <tr>
      <th scope="col">${t('help.figures.value')}</th>
      <td class="bar"></td>
      <th scope="col" class="number">${t('help.figures.number')}</th>
    </tr>
  </thead>`

type Shown = { label: Labels; answer: boolean; figure: Figure | undefined }

function lineOf(t: Translate, { label, answer, figure }: Shown, most: number): Html {
  return html`<tr${answer ? '' : raw(' class="soft"')}>
    <th scope="row">${say(t, label)}</th>
    <td class="bar">${bar(figure, most)}</td>
    <td class="number">${cell(t, figure)}</td>
  </tr>`
}

type Group = { label: Labels; lines: readonly Shown[] }

/** A table in groups, one below the other: it is as wide as a phone, however many values there are. */
function grouped(t: Translate, groups: readonly Group[], name: Html): Html {
  const most = Math.max(1, ...groups.flatMap(({ lines }) => lines.map(({ figure }) => figure?.high ?? 0)))
  return html`<table>
    <caption>
      ${name}
    </caption>
    ${head(t)}
    ${groups.map(
      ({ label, lines }) =>
        html`<tbody>
          <tr>
            <th scope="rowgroup" colspan="3" class="group">${say(t, label)}</th>
          </tr>
          ${lines.map((line) => lineOf(t, line, most))}
        </tbody>`,
    )}
  </table>`
}

/** Each gender by itself, where that was released: what is true of all may be true of none of them. */
function byGender(t: Translate, release: PublishedRelease, { lines, label }: Topic): Html | '' {
  const gender = release.variables.find(({ name }) => name === 'gender')
  const [name] = Object.keys(lines[0]?.of ?? {})
  if (!gender || name === undefined || name === 'gender' || !together(release, [name, 'gender'])) return ''
  const groups = lines
    .filter(({ answer }) => answer)
    .map((line) => ({
      label: line.label,
      lines: gender.values
        .filter(({ answer }) => answer)
        .map((one) => ({
          label: one.label,
          answer: true,
          figure: figureOf(release, { ...line.of, gender: one.code }),
        })),
    }))
  const title = t('help.figures.by_gender')
  return html`<details>
    <summary>${title}</summary>
    ${grouped(t, groups, html`${say(t, label)}: ${title}`)}
  </details>`
}

function cell(t: Translate, figure: Figure | undefined): Html {
  if (!figure) return html`–`
  const { about, low, high } = numbers(t, figure)
  return html`${about} <span class="range">${t('help.figures.range', { low, high })}</span>`
}

/** The number as a bar and its range as a line; what it says stands beside it in numbers. */
function bar(figure: Figure | undefined, most: number): Html {
  if (!figure) return html``
  const at = (number: number) => ((100 * number) / most).toFixed(2)
  const { about, low, high } = figure
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="much" x="0" y="1" width="${at(about)}" height="8" />
    <rect class="span" x="${at(low)}" y="4" width="${at(Math.max(high - low, most / 200))}" height="2" />
  </svg>`
}

/** Two variables at once, where they were released so. Nothing is added or taken away to make another number. */
function explorer(t: Translate, release: PublishedRelease, { a, b }: Figures['cross']): Html {
  const [first, second] = [a, b].map((wanted) => release.variables.find(({ name }) => name === wanted))
  const choice = (name: 'a' | 'b', label: string, chosen: string) =>
    html`<div>
      <label for="${name}">${label}</label>
      <select id="${name}" name="${name}">
        ${release.variables.map(
          (variable) =>
            html`<option value="${variable.name}" ${raw(variable.name === chosen ? ' selected' : '')}>
              ${variable.group ? `${plain(t, variable.group.label)}: ` : ''}${plain(t, variable.label)}
            </option>`,
        )}
      </select>
    </div>`
  return html`<section>
    <h2 id="cross">${t('help.figures.cross')}</h2>
    <p class="soft">${t('help.figures.cross_hint')}</p>
    <form method="get" action="/${t.locale}/statistics#cross" class="card fields">
      <input type="hidden" name="release" value="${release.releaseId}" />
      ${choice('a', t('help.figures.first'), a)} ${choice('b', t('help.figures.second'), b)}
      <div><button>${t('help.figures.show')}</button></div>
    </form>
    ${first && second ? crossed(t, release, first, second) : ''}
  </section>`
}

function crossed(t: Translate, release: PublishedRelease, a: ReleasedVariable, b: ReleasedVariable): Html {
  if (a.name === b.name) return html`<p role="status">${t('help.figures.cross_same')}</p>`
  if (!together(release, [a.name, b.name])) return html`<p role="status">${t('help.figures.cross_none')}</p>`
  const groups = inOrder(a).map((row) => ({
    label: row.label,
    lines: inOrder(b).map((column) => ({
      label: column.label,
      answer: column.answer,
      figure: figureOf(release, { [a.name]: row.code, [b.name]: column.code }),
    })),
  }))
  const title = html`${say(t, a.label)} × ${say(t, b.label)}`
  return grouped(t, groups, title)
}

function history(t: Translate, releases: readonly ReleaseHead[], shown: ReleaseHead | undefined): Html | '' {
  if (releases.length < 2) return ''
  return html`<section>
    <h2 id="releases">${t('help.figures.all')}</h2>
    <ul>
      ${releases.map(
        (one) =>
          html`<li>
            ${
              one.releaseId === shown?.releaseId
                ? html`<strong>${say(t, one.title)}</strong>`
                : html`<a href="/${t.locale}/statistics?release=${one.releaseId}">${say(t, one.title)}</a>`
            }
            · ${published(t, one)}${one.replacedBy ? html` · ${t('help.figures.replaced')}` : ''}
          </li>`,
      )}
    </ul>
  </section>`
}
