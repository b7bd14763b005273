import type { Service } from '../../../contracts/directory.ts'
import type { Translate } from '../../../i18n/index.ts'
import { openText, weekLines } from '../hours/hours-text.ts'
import { forWhomText } from './card.ts'
import {
  areaText,
  languageLabels,
  needLabels,
  phonesOf,
  presentOpen,
  presentSharing,
  presentVetting,
} from './present.ts'
import type { PublishedRow } from './search.repository.ts'
import { presentRoom } from '../upkeep/room-text.ts'
import { wordsIn } from './words-in.ts'

/** What a service is called, in the reader's locale where it has a name there. */
export function presentHead(
  t: Translate,
  { listing, rest }: Pick<PublishedRow, 'listing' | 'rest'>,
): Pick<Service, 'name' | 'organisation' | 'lang'> {
  const { text, lang } = wordsIn(listing, rest, t.locale)('name')
  return { name: text, organisation: listing.organisation || t('directory.organisation_unknown'), lang }
}

/** One service, whole, in the reader's locale. */
export function presentService(
  t: Translate,
  serviceId: string,
  { listing, rest, places, vetting, room: said }: PublishedRow,
  now: Date,
  /** What was said of room since then is believed. */
  roomSince: Date,
): Service {
  const words = wordsIn(listing, rest, t.locale)
  const text = (name: Parameters<typeof words>[0]) => words(name).text
  const room = presentRoom(t, said, now, roomSince)
  const [first] = places
  const hours = first ?? { rules: [], gap: true, zone: 'UTC' }
  const open = openText(t, hours, now, { hoursText: first?.hoursText })
  return {
    serviceId,
    ...(listing.organisationId ? { organisationId: listing.organisationId } : {}),
    ...presentHead(t, { listing, rest }),
    summary: text('summary'),
    description: text('description'),
    needs: needLabels(t, [...listing.needs, ...listing.maybe]),
    languages: languageLabels(t, listing),
    open: presentOpen(open),
    hours: weekLines(t, hours, now),
    area: first ? areaText(t, first) : '',
    ...(first?.address ? { address: first.address } : {}),
    serves: listing.serves,
    phones: first ? phonesOf(listing, first) : listing.phones,
    sharing: presentSharing(t, listing),
    vetting: presentVetting(t, vetting, now),
    ...(room?.believed ? { room } : {}),
    confidential: first?.confidential === true,
    takes: (listing.whom?.takes ?? []).map((trait) => t(`directory.trait.${trait}`)),
    refuses: (listing.whom?.refuses ?? []).map((trait) => t(`directory.trait.${trait}`)),
    forWhom: forWhomText(t, listing, text('forWhom')),
    bring: text('bring'),
    cost: text('cost'),
    howToApply: text('howToApply'),
    ...(text('alert') ? { alert: text('alert') } : {}),
    ...(rest.url ? { url: rest.url } : {}),
    ...(rest.email ? { email: rest.email } : {}),
    accessibility: rest.accessibility,
    places: places.flatMap((place) =>
      place.locationId === undefined
        ? []
        : [
            {
              locationId: place.locationId,
              name: place.name ?? '',
              address: place.address ?? place.area,
              open: presentOpen(openText(t, place, now, { hoursText: place.hoursText })),
              hours: weekLines(t, place, now),
              phones: place.phones,
            },
          ],
    ),
  }
}
