import { listSetting } from '../kernel/index.ts'
import { draftLocales } from './locales.ts'

/** Settings of the languages. */
export const i18nSettings = {
  reviewedLocales: listSetting({
    env: 'REVIEWED_LOCALES',
    doc: 'Machine-drafted languages that a person who speaks them has read and approved here. Only these are offered beside English and French.',
    default: [],
    choices: draftLocales,
  }),
}
