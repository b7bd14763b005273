import type { Hit } from '../../../contracts/directory.ts'
import { formatLongDate, languageName, type Translate } from '../../../i18n/index.ts'
import { openText } from '../hours/hours-text.ts'
import type { NeedCode } from '../needs.ts'
import type { Listing, Place, PublishedPhone } from '../publish/published.ts'
import type { PublicVetting } from '../vetting/standings.repository.ts'
import { dayOf } from '../vetting/days.ts'
import { presentRoom } from '../upkeep/room-text.ts'
import { reasons } from './reasons.ts'
import type { FoundRow } from './search.repository.ts'
import type { Meant } from './search.usecase.ts'
import { wordsIn } from './words-in.ts'

const classes = ['fits', 'ask', 'near'] as const

/** A found service as the contract shows it, in the reader's locale. */
export function presentHit(t: Translate, row: FoundRow, meant: Meant): Hit {
  const { listing, place } = row
  const words = wordsIn(listing, listing, t.locale)
  const name = words('name')
  const room = presentRoom(t, row.room, meant.now, meant.roomSince)
  const open = openText(t, place, meant.at, { asked: meant.later, hoursText: place.hoursText })
  return {
    serviceId: row.serviceId,
    ...(place.locationId ? { locationId: place.locationId } : {}),
    name: name.text,
    organisation: listing.organisation || t('directory.organisation_unknown'),
    summary: words('summary').text,
    lang: name.lang,
    needs: needLabels(t, [...listing.needs, ...listing.maybe]),
    languages: languageLabels(t, listing),
    open: presentOpen(open),
    ...(row.distance !== null && !place.confidential
      ? { distanceKm: Math.round(row.distance * 10) / 10 }
      : {}),
    area: areaText(t, place),
    ...(place.address ? { address: place.address } : {}),
    serves: listing.serves,
    phones: phonesOf(listing, place),
    sharing: presentSharing(t, listing),
    vetting: presentVetting(t, row.vetting, meant.now),
    ...(room?.believed ? { room } : {}),
    confidential: place.confidential === true,
    fit: classes[row.fit as 0 | 1 | 2] ?? 'near',
    because: reasons(t, row, meant, open, room),
  }
}

export function presentOpen({ state, changes, zone, text }: ReturnType<typeof openText>): Hit['open'] {
  return { state, ...(changes ? { changes: changes.toISOString() } : {}), zone, text }
}

export function needLabels(t: Translate, needs: readonly NeedCode[]): Hit['needs'] {
  return needs.map((code) => ({ code, label: t(`directory.need.${code}`) }))
}

export function languageLabels(t: Translate, { languages }: Pick<Listing, 'languages'>): Hit['languages'] {
  return languages.map(({ tag, name, note }) => ({
    tag: tag ?? '',
    label: tag ? languageName(t.locale, tag) : (name ?? ''),
    ...(note ? { note } : {}),
  }))
}

/** The town; for a confidential place that the address is withheld, and the area that may be said. */
export function areaText(t: Translate, { area, confidential }: Pick<Place, 'area' | 'confidential'>): string {
  if (!confidential) return area
  return area ? t('directory.area_withheld', { area }) : t('directory.address_withheld')
}

/** The place's own phones first, then the service's. */
export function phonesOf(listing: Pick<Listing, 'phones'>, place: Pick<Place, 'phones'>): PublishedPhone[] {
  const seen = new Set<string>()
  return [...place.phones, ...listing.phones].filter(({ number, extension }) => {
    const key = `${number.replaceAll(/\D/g, '')} ${extension ?? ''}`
    return !seen.has(key) && seen.add(key)
  })
}

/** Who looked at it, and until when that holds. */
export function presentVetting(t: Translate, vetting: PublicVetting | null, now: Date): Hit['vetting'] {
  if (!vetting) return { level: 'none', text: t('directory.vetting.none') }
  const { by, name, until } = vetting
  const date = formatLongDate(t.locale, new Date(`${until}T12:00:00Z`), 'UTC')
  if (until < dayOf(now)) return { level: 'lapsed', text: t('directory.vetting.lapsed', { date }) }
  return by === 'line'
    ? { level: 'line', text: t('directory.vetting.line', { date }) }
    : { level: 'source', text: t('directory.vetting.source', { source: name, date }) }
}

/** Whether it shares with police or border services: the answer in our words, then the provider's own. */
export function presentSharing(t: Translate, listing: Listing): Hit['sharing'] {
  const answer = listing.sharing ?? 'unknown'
  const own = wordsIn(listing, listing, t.locale)('sharing').text
  const ours = t(`directory.sharing.${answer}`)
  return { answer, text: own ? `${ours} ${own}` : ours }
}
