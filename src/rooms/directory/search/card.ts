import { card, type Card } from '../../../contracts/content.ts'
import { formatList, type Translate } from '../../../i18n/index.ts'
import type { Trait } from '../whom/traits.ts'
import { agesText } from '../whom/ages-text.ts'
import { openText, weekLines } from '../hours/hours-text.ts'
import type { Listing, Place, PublishedPhone } from '../publish/published.ts'
import { areaText, phonesOf, presentSharing, presentVetting } from './present.ts'
import type { PublishedRow } from './search.repository.ts'
import { wordsIn } from './words-in.ts'

/**
 * A service as a card in a locale. Made from what is published only, in which no
 * confidential address is left; the card names the area and that the address is
 * withheld. `lang`: the language of the provider's own words.
 */
export function makeCard(
  t: Translate,
  serviceId: string,
  { listing, rest, places, vetting }: PublishedRow,
  now: Date,
): { card: Card; lang: string } {
  const words = wordsIn(listing, rest, t.locale)
  const [place] = places
  const name = words('name')
  const vetted = presentVetting(t, vetting, now)
  const contact = place && contactText(t, phonesOf(listing, place))
  const area =
    place &&
    cut(
      [place.address ?? areaText(t, place), places.length > 1 ? `+${places.length - 1}` : ''].join(' '),
      200,
    )
  return {
    card: card.parse({
      serviceId,
      name: cut(name.text, 200) || '–',
      organisation: cut(listing.organisation, 200) || t('directory.organisation_unknown'),
      what: cut(words('summary').text || words('description').text, 600) || cut(name.text, 600) || '–',
      when: place ? cut(whenText(t, place, now), 400) : '',
      forWhom: cut(forWhomText(t, listing, words('forWhom').text), 400),
      bring: cut(words('bring').text, 400),
      sharing: cut(presentSharing(t, listing).text, 400),
      ...(vetted.level === 'none' || vetted.level === 'lapsed' ? { caution: cut(vetted.text, 200) } : {}),
      ...(contact ? { contact: cut(contact, 200) } : {}),
      ...(area ? { area } : {}),
    }),
    lang: name.lang,
  }
}

/** The state now, then the week. */
export function whenText(t: Translate, place: Place, now: Date): string {
  const open = openText(t, place, now, { hoursText: place.hoursText })
  const week = weekLines(t, place, now)
  // A service that is always open needs no timetable.
  return open.state === 'open' && !open.changes ? open.text : [open.text, ...week].join('\n')
}

/** For whom it is: in the provider's words, else as far as it is known in ours; and its ages. */
export function forWhomText(t: Translate, { whom }: Pick<Listing, 'whom'>, own: string): string {
  const listed = (traits: readonly Trait[] = []) =>
    formatList(
      t.locale,
      traits.map((trait) => t(`directory.trait.${trait}`)),
    )
  const [takes, refuses] = own ? ['', ''] : [listed(whom?.takes), listed(whom?.refuses)]
  return [
    own,
    takes && t('directory.why.who_yes', { who: takes }),
    refuses && t('directory.why.who_no', { who: refuses }),
    agesText(t, whom?.ages ?? {}),
  ]
    .filter(Boolean)
    .join(' · ')
}

function contactText(t: Translate, phones: readonly PublishedPhone[]): string | undefined {
  const voice = phones.find(({ kind }) => kind === 'voice') ?? phones.find(({ kind }) => kind === 'tty')
  const text = phones.find(({ kind }) => kind === 'text')
  const { number = '', extension } = voice ?? {}
  return (
    [
      voice &&
        (extension ? t('directory.call_extension', { number, extension }) : t('directory.call', { number })),
      text && t('directory.text_number', { number: text.number }),
    ]
      .filter(Boolean)
      .join(' · ') || undefined
  )
}

function cut(text: string, most: number): string {
  const trimmed = text.trim()
  return trimmed.length <= most
    ? trimmed
    : `${trimmed
        .slice(0, most - 1)
        .toWellFormed()
        .trimEnd()}…`
}
