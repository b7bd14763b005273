import type { Reason, Room } from '../../../contracts/directory.ts'
import { formatDistance, formatList, languageName, type Translate } from '../../../i18n/index.ts'
import type { OpenText } from '../hours/hours-text.ts'
import type { Facet } from '../whom/facets.ts'
import { agesText } from '../whom/ages-text.ts'
import type { FoundRow } from './search.repository.ts'
import { soughtIn, type Meant } from './search.usecase.ts'

const fits = ['fits', 'ask', 'not'] as const
const fitOf = (value: number): Reason['fit'] => fits[value as 0 | 1 | 2] ?? 'not'

/** Why a service is among the hits: a line for each thing that was asked. */
export function reasons(
  t: Translate,
  row: FoundRow,
  meant: Meant,
  open: OpenText,
  room: Room | undefined,
): Reason[] {
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
  meant.facets.forEach((facet, index) => found.push(facetReason(t, row, facet, row.facets[index] ?? 1, room)))
  if (meant.time) found.push({ about: 'hours', fit: fitOf(row.hours), text: open.text })
  return found
}

const answers = ['yes', 'no', 'unknown'] as const

function facetReason(
  t: Translate,
  { listing }: FoundRow,
  facet: Facet,
  fit: number,
  room: Room | undefined,
): Reason {
  if (facet.about === 'room')
    return {
      about: 'room',
      fit: fitOf(fit),
      text: room?.believed ? room.text : t('directory.why.room_unknown'),
    }
  const answer = answers[fit === 0 ? 0 : fit === 2 ? 1 : 2] ?? 'unknown'
  const about = facet.about === 'age' ? 'who' : facet.about
  const text =
    facet.about === 'who'
      ? t(`directory.why.who_${answer}`, { who: t(`directory.trait.${facet.trait}`) })
      : facet.about === 'age'
        ? ageReason(t, listing.whom?.ages, fit)
        : facet.about === 'mode'
          ? t(`directory.why.mode_${answer}`, { mode: t(`directory.mode.${facet.mode}`) })
          : facet.about === 'free'
            ? t(`directory.why.free_${answer}`)
            : t(`directory.why.discreet_${answer}`)
  return { about, fit: fitOf(fit), text }
}

function ageReason(t: Translate, ages: { from?: number; to?: number } | undefined, fit: number): string {
  if (fit === 1 || !ages) return t('directory.why.age_unknown')
  const range = agesText(t, ages)
  return fit === 0 ? t('directory.why.age_yes', { range }) : t('directory.why.age_no', { range })
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
