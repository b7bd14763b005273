import { html, raw } from 'hono/html'
import { provinces, type Province } from '../../contracts/conversations.ts'
import { localeFacts, type MessageKey, type Translate } from '../../i18n/index.ts'
import type { Html } from '../layout.ts'

type Choice = {
  /** What was said before. */
  chosen?: Province | undefined
  /** The form it belongs to, where it stands outside of it. */
  form?: string
  /** What happens with it, where there is no script. */
  note?: MessageKey
}

/** Roughly where: a choice that may be left alone, and that says first who sees it. */
export function regionChoice(t: Translate, { chosen, form, note }: Choice): Html {
  const { compare } = new Intl.Collator(localeFacts(t.locale).format)
  const named = provinces.map((code) => ({ code, name: t(`chat.region.${code}`) }))
  return html`<p class="soft">${t('chat.region.note')}</p>
    ${note ? html`<p class="soft plain">${t(note)}</p>` : ''}
    <label for="region">${t('chat.region.label')}</label>
    <select id="region" name="region" autocomplete="off" ${form ? html` form="${form}"` : ''}>
      <option value="">${t('chat.region.none')}</option>
      ${named
        .toSorted((a, b) => compare(a.name, b.name))
        .map(
          ({ code, name }) =>
            html`<option value="${code}" ${raw(code === chosen ? ' selected' : '')}>${name}</option>`,
        )}
    </select>
    <p id="region-told" class="soft" role="status"></p>`
}

/** What a form says of it; nothing where it is none of the list. */
export function readRegion(form: ReadonlyMap<string, string>): Province | undefined {
  return provinces.find((code) => code === form.get('region'))
}
