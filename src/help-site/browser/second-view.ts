import type { Receipt } from '../../sealing/index.ts'
import { button, h } from './dom.ts'
import { Refused } from './http.ts'
import { t } from './page.ts'

/** A second secret of the person's own, which opens what was said before. */
export function secondSecret(
  receipt: Receipt,
  setSecond: (receipt: Receipt, secret: string) => Promise<void>,
): HTMLElement {
  const field = h('input', { id: 'second', type: 'text', dir: 'auto', ...quiet })
  const told = h('p', { class: 'soft', role: 'status' })
  const set = async () => {
    if (field.value.trim() === '') return field.focus()
    told.textContent = t('chat.second.waiting')
    try {
      await setSecond(receipt, field.value)
      field.value = ''
      told.textContent = t('chat.second.done')
    } catch (error) {
      told.textContent = error instanceof Refused && error.message ? error.message : t('chat.failed_text')
    }
  }
  return h(
    'details',
    {},
    h('summary', {}, t('chat.second.heading')),
    h('p', { class: 'soft' }, t('chat.second.note')),
    h('label', { for: 'second' }, t('chat.second.label')),
    field,
    h('p', {}, button(t('chat.second.button'), set)),
    told,
  )
}

/** What keeps a browser from learning or sending away what is typed. */
const quiet = {
  autocomplete: 'off',
  autocorrect: 'off',
  autocapitalize: 'off',
  spellcheck: 'false',
  translate: 'no',
}
