import type { Reason } from '../../../contracts/directory.ts'
import { formatDistance, formatList, languageName, type Translate } from '../../../i18n/index.ts'
import type { OpenText } from '../hours/hours-text.ts'
import type { FoundRow } from './search.repository.ts'
import { soughtIn, type Meant } from './search.usecase.ts'

const fits = ['fits', 'ask', 'not'] as const
const fitOf = (value: number): Reason['fit'] => fits[value as 0 | 1 | 2] ?? 'not'

/** Why a service is among the hits: a line for each thing that was asked. */
export function reasons(t: Translate, row: FoundRow, meant: Meant, open: OpenText): Reason[] {
  const found: Reason[] = []
  if (meant.need && row.need < 2) {
    const values = { need: t(`directory.need.${meant.need}`) }
    const text = row.need === 0 ? t('directory.why.need', values) : t('directory.why.need_maybe', values)
    found.push({ about: 'need', fit: fitOf(row.need), text })
  }
  const sought = soughtIn(meant)
  const has = row.has.flatMap((index) => sought[index]?.word.typed ?? [])
  if (has.length > 0) {
    const values = {
      words: formatList(
        t.locale,
        has.map((typed) => `“${typed}”`),
      ),
    }
    const all = sought.every(({ ofNeed }, index) => ofNeed || row.has.includes(index))
    const inName = row.has.every((index) => row.inName.includes(index))
    const text = inName ? 'name' : all ? 'words' : 'some_words'
    found.push({ about: 'text', fit: 'fits', text: t(`directory.why.${text}`, values) })
  }
  if (meant.place)
    found.push({
      about: 'place',
      fit: row.way === 2 ? 'ask' : 'fits',
      text: placeReason(t, row, meant.place.label),
    })
  if (meant.language)
    found.push({ about: 'language', fit: fitOf(row.language), text: languageReason(t, row, meant.language) })
  if (meant.time) found.push({ about: 'hours', fit: fitOf(row.hours), text: open.text })
  return found
}

function placeReason(t: Translate, { way, distance, place }: FoundRow, label: string): string {
  if (way === 2) return t('directory.why.reach_unknown', { place: label })
  if (way === 1) return t('directory.why.serves', { place: label })
  if (place.confidential) return t('directory.why.area', { area: place.area })
  if (distance === null) return t('directory.why.in', { place: label })
  return t('directory.why.distance', { distance: formatDistance(t.locale, distance), place: label })
}

function languageReason(t: Translate, { language, listing }: FoundRow, tag: string): string {
  const values = { language: languageName(t.locale, tag) }
  if (language === 0) return t('directory.why.language', values)
  if (language === 2) return t('directory.why.language_not', values)
  return listing.interpreters
    ? t('directory.why.language_interpreter', values)
    : t('directory.why.language_unknown', values)
}
