import type { AddressValue, HoursValue, PhoneValue } from '../../../contracts/directory-changes.ts'
import { clock } from '../hours/times.ts'
import { dateOf, minutesOfDay } from '../hours/rules.ts'
import { dayCodes } from '../hours/schedules.ts'
import { importedId } from '../import/ids.ts'
import type { Child, Raw, Row } from '../open-data/raw.repository.ts'
import { countryOfProvince, provinceOf } from '../places/provinces.ts'
import type { BasePhone, BasePlace, BaseSchedule, BaseService } from '../publish/base.ts'
import { foldPhrase } from '../words/fold.ts'
import { readAges, readWhom } from '../whom/whom-text.ts'
import { addressLine, rulesOf, type Values } from './values.ts'

/** The changes in force of one service; a field that is to be as the source says is not there. */
export type InForce = {
  readonly values: Partial<Values>
  /** When the latest came into force. */
  readonly at: Date
}

/** What of them can be said of a service: where it has several places, no form tells those apart. */
function sayable(base: BaseService, { values }: InForce): Partial<Values> {
  const { name, for_whom } = values
  const named = { ...(name === undefined ? {} : { name }), ...(for_whom === undefined ? {} : { for_whom }) }
  if (base.places.length > 1) return named
  const { address, ...rest } = values
  return address && !base.places[0]?.confidential ? { ...rest, address } : rest
}

/** A service with, among what must not be found in any text, an address that its keeper gave before the place was kept secret. */
export function withGivenSecrets(base: BaseService, changes: InForce | undefined): BaseService {
  const address = changes?.values.address
  if (!address || !base.places.some(({ confidential }) => confidential)) return base
  const { line, town, postalCode } = address
  const secret = { details: {}, addresses: [{ address_1: line, city: town, postal_code: postalCode }] }
  return { ...base, secrets: [...base.secrets, secret] }
}

/** A service as its keeper says it is. What a change can't say (a second place) stays as the source says. */
export function withChanges(base: BaseService, changes: InForce | undefined): BaseService {
  if (!changes) return base
  const { name, for_whom: forWhom, phones, hours, address } = sayable(base, changes)
  const places = base.places.map((place): BasePlace => ({
    ...place,
    ...(phones ? { phones: [] } : {}),
    ...(hours ? { gap: false } : {}),
    ...(address ? moved(place, address) : {}),
  }))
  return {
    ...base,
    places,
    ...(forWhom === undefined ? {} : eligibility(base, forWhom)),
    ...(name === undefined ? {} : { name }),
    // What is written in other languages says the old.
    texts: base.texts.map((text) => ({
      ...text,
      ...(name === undefined ? {} : { name: null }),
      ...(forWhom === undefined ? {} : { for_whom: null }),
    })),
    ...(phones ? { phones: phones.map(basePhone) } : {}),
    ...(hours ? { schedules: schedulesOf(hours), gap: false } : {}),
    // Whoever changes an entry has looked at it.
    assured: later(base.assured, changes.at.toISOString().slice(0, 10)),
  }
}

const later = (said: string | null, changed: string) => (said !== null && said > changed ? said : changed)

/**
 * The new sentence is read as any is. What the source declared beside the old one stays, but for what the new one
 * contradicts: it is the later word.
 */
function eligibility(base: BaseService, sentence: string): Partial<BaseService> {
  const said = readWhom(sentence)
  const but = (declared: string[] | null, now: readonly string[]) =>
    declared && declared.filter((code) => !now.includes(code))
  const saysWhom = said.takes.length + said.only.length > 0
  return {
    eligibility: sentence,
    ...(readAges(sentence) ? { ageFrom: null, ageTo: null } : {}),
    takes: but(base.takes, said.refuses),
    refuses: but(base.refuses, [...said.takes, ...said.only]),
    onlyFor: saysWhom ? null : base.onlyFor,
  }
}

const basePhone = ({ number, extension, kind, note }: PhoneValue): BasePhone => ({
  of: 'service',
  number,
  extension: extension || null,
  type: kind,
  description: note || null,
})

function schedulesOf(hours: HoursValue): BaseSchedule[] {
  const shared = { at: null, building: false, textOnly: false }
  if (hours.kind === 'ask') return [{ ...shared, rules: null, unread: true, text: hours.note || null }]
  return [{ ...shared, rules: rulesOf(hours), unread: false, text: null }]
}

/** At another address nobody knows the point; the town is what it is found by. */
function moved(place: BasePlace, value: AddressValue): Partial<BasePlace> {
  const province = provinceOf(value.province) ?? place.province
  return {
    address: addressLine(value),
    town: value.town,
    townKey: foldPhrase(value.town),
    province,
    latitude: null,
    longitude: null,
  }
}

/** The rows of a source as open data gives them out, with the same changes. */
export function rawWithChanges(raw: Raw, base: BaseService, changes: InForce | undefined): Raw {
  if (!changes) return raw
  const { name, for_whom: forWhom, phones, hours, address } = sayable(base, changes)
  const own = new Set([
    base.id,
    ...raw.links(base.id).flatMap((link) => [String(link['id']), String(link['location_id'])]),
  ])
  const rows = (table: Child, made: readonly Row[]) =>
    made.map((row, index): Row => ({ id: importedId('northline', table, `${base.id} ${index}`), ...row }))
  const instead = new Map<Child, Row[]>([
    ...(phones ? [['phones', rows('phones', phones.map(phoneRow))] as const] : []),
    ...(hours ? [['schedules', rows('schedules', scheduleRows(hours))] as const] : []),
  ])
  const addressRows = address ? rows('addresses', [addressRow(address)]) : undefined
  return {
    ...raw,
    service: (id) => {
      const row = raw.service(id)
      return (
        row && {
          ...row,
          // Whoever asks for what was modified since must not miss it.
          last_modified: later(asMoment(row['last_modified']), changes.at.toISOString()),
          ...(name === undefined ? {} : { name }),
          ...(forWhom === undefined
            ? {}
            : { eligibility_description: forWhom, minimum_age: null, maximum_age: null }),
        }
      )
    },
    location: (id) => {
      const row = raw.location(id)
      return row && address && own.has(id) ? { ...row, latitude: null, longitude: null } : row
    },
    of: (table, parentId) => {
      if (!own.has(parentId)) return raw.of(table, parentId)
      if (table === 'addresses' && addressRows) return addressRows
      const made = instead.get(table)
      if (!made) return raw.of(table, parentId)
      return parentId === base.id ? made : []
    },
  }
}

const asMoment = (value: unknown) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null

const phoneRow = ({ number, extension, kind, note }: PhoneValue): Row => ({
  number,
  extension,
  type: kind,
  description: note,
})

function scheduleRows(hours: HoursValue): Row[] {
  if (hours.kind === 'ask') return [{ description: hours.note }]
  return rulesOf(hours).map(({ days, opens = 0, closes = 0, closed, from, to }): Row => {
    if (closed) return { description: 'closed', valid_from: from && dateOf(from), valid_to: to && dateOf(to) }
    return {
      freq: 'WEEKLY',
      wkst: 'MO',
      interval: 1,
      byday: (days ?? [1, 2, 3, 4, 5, 6, 7]).map((one) => dayCodes[one - 1]).join(','),
      opens_at: clock(opens),
      // HSDS has no 24:00; 23:59 is how publishers write the end of a day.
      closes_at: closes === minutesOfDay ? '23:59' : clock(closes % minutesOfDay),
    }
  })
}

const addressRow = ({ line, town, province, postalCode }: AddressValue): Row => ({
  address_1: line,
  city: town,
  state_province: provinceOf(province) ?? province,
  postal_code: postalCode,
  country: countryOfProvince(provinceOf(province)) ?? '',
  address_type: 'physical',
})
