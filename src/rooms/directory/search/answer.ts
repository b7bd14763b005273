import type { Chip, SearchAnswer, StaffHit } from '../../../contracts/directory.ts'
import { formatDistance, languageName, type Translate } from '../../../i18n/index.ts'
import { presentHit } from './present.ts'
import type { Asked, Meant, Results } from './search.usecase.ts'
import { without } from './understand.ts'

/** Results as the contract gives them to everybody. */
export function presentAnswer(t: Translate, asked: Asked, results: Results): SearchAnswer {
  const { meant, rows, total, more, widened, closed, unfit, unvetted = 0 } = results
  return {
    hits: rows.map((row) => presentHit(t, row, meant)),
    total,
    more,
    page: asked.page,
    pages: Math.ceil(total / asked.size),
    understood: chips(t, asked, meant),
    words: meant.words.map(({ typed }) => typed).join(' '),
    ...(widened ? { widened: widenedText(t, widened, meant) } : {}),
    ...(closed + unfit > 0 && !asked.all && widened !== 'misfits'
      ? { leftOut: { closed, unfit, text: leftOutText(t, closed, unfit, asked.room === true) } }
      : {}),
    ...(unvetted > 0
      ? { unvetted: { count: unvetted, text: t('directory.left_out.unvetted', { count: unvetted }) } }
      : {}),
    ...(meant.placeUnknown ? { placeUnknown: meant.placeUnknown } : {}),
  }
}

/** The same for staff, with what is not for everybody. */
export function presentStaffAnswer(
  t: Translate,
  asked: Asked,
  results: Results,
): Omit<SearchAnswer, 'hits'> & { hits: StaffHit[] } {
  const answer = presentAnswer(t, asked, results)
  return {
    ...answer,
    hits: answer.hits.map((hit, index) => {
      const { organisationId, assured } = results.rows[index]?.listing ?? {}
      return { ...hit, ...(organisationId ? { organisationId } : {}), ...(assured ? { assured } : {}) }
    }),
  }
}

function widenedText(
  t: Translate,
  widened: NonNullable<Results['widened']>,
  { km, placeLabel: place = '' }: Meant,
): string {
  if (widened === 'misfits') return t('directory.widened.misfits')
  if (widened === 'without_words') return t('directory.widened.without_words')
  if (widened === 'words') return t('directory.widened.words')
  if (widened === 'distance')
    return t('directory.widened.distance', { distance: formatDistance(t.locale, km), place })
  return t('directory.widened.anywhere', { place })
}

/** `room`: what is full is among those that do not fit. */
function leftOutText(t: Translate, closed: number, unfit: number, room: boolean): string {
  return [
    closed > 0 ? t('directory.left_out.closed', { count: closed }) : '',
    unfit > 0
      ? t(room ? 'directory.left_out.unfit_or_full' : 'directory.left_out.unfit', { count: unfit })
      : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** What was understood, in the order in which people say it. */
function chips(t: Translate, asked: Asked, meant: Meant): Chip[] {
  const { typed } = meant
  const text = asked.text ?? ''
  const chip = (
    kind: Chip['kind'],
    label: string | undefined,
    part: { from: number; to: number } | undefined,
    value?: string,
  ): Chip[] => {
    if (label === undefined) return []
    const about = { kind, label, ...(value === undefined ? {} : { value }) }
    return part ? [{ ...about, from: 'text', without: without(text, part) }] : [{ ...about, from: 'choice' }]
  }
  const need = meant.need && t(`directory.need.${meant.need}`)
  const language = meant.language && languageName(t.locale, meant.language)
  const time =
    meant.time === undefined
      ? undefined
      : meant.time === 'tonight'
        ? t('directory.open_tonight')
        : t('directory.open_now')
  return [
    ...chip('need', need, asked.need ? undefined : typed.need),
    ...chip('place', meant.placeLabel, asked.place ? undefined : typed.place),
    ...chip('language', language, asked.language ? undefined : typed.language),
    ...meant.facets.flatMap((facet) => {
      if (facet.about === 'who') {
        const chosen = asked.who?.includes(facet.trait)
        const part = chosen ? undefined : typed.who.find(({ value }) => value === facet.trait)
        return chip('who', t(`directory.trait.${facet.trait}`), part, facet.trait)
      }
      if (facet.about === 'age')
        return chip(
          'age',
          t('directory.aged', { age: facet.age }),
          asked.age === undefined ? typed.age : undefined,
        )
      if (facet.about === 'mode') return chip('mode', t(`directory.mode.${facet.mode}`), undefined)
      if (facet.about === 'room') return chip('room', t('directory.room_now'), undefined)
      if (facet.about === 'free') return chip('free', t('directory.free'), undefined)
      // Where it follows from what else was said, there is nothing to take away.
      return asked.discreet ? chip('discreet', t('directory.discreet'), undefined) : []
    }),
    ...chip('open', time, asked.openNow || asked.at ? undefined : typed.time),
  ]
}
