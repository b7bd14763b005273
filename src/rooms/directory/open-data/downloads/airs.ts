import { createHash } from 'node:crypto'
import type { Hsds } from '../shape.ts'

/*
 * The register as AIRS XML 3.0, the format that 2-1-1 exchange: an organization is an agency, a place a site, a service a service of
 * each of its sites. Confidential places are not in it, as they are not in what it is made from.
 */

const list = (value: unknown) => (Array.isArray(value) ? (value as Hsds[]) : [])
const said = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() || undefined : undefined

/** Text for XML 1.0: its five signs escaped, what it does not allow left out. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function element(name: string, content: string | undefined, attributes: Record<string, string> = {}): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`)
  return `<${name}${given.join('')}>${content ?? ''}</${name}>`
}
/** An element with text; nothing where nothing is said, unless the schema demands it. */
const leaf = (name: string, value: unknown, demanded = false): string => {
  const text = said(value)
  return text === undefined && !demanded ? '' : element(name, escape(text ?? ''))
}

/** AIRS has whole numbers for keys: the first 52 bits of a hash of our id, so that it is the same each time. */
export function keyOf(id: unknown): string {
  return String(Number.parseInt(createHash('sha256').update(String(id)).digest('hex').slice(0, 13), 16))
}

/** What stands before the agencies. `at`: when the download was made. */
export function airsHead(entity: string, at: Date): string {
  const moment = at.toISOString()
  const attributes = {
    SourceEntity: entity, OriginTimestamp: moment, SoftwareVendor: 'Northline', SoftwareVersion: '0.1', TaxonomyVersion: moment, SchemaVersion: '3.0',
  } // prettier-ignore
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Source${given.join('')}>\n`
}
export const airsFoot = '</Source>\n'

/** An organization with all of its services. */
export function agency(services: readonly Hsds[]): string {
  const [first] = services
  if (!first) return ''
  const organization = (first['organization'] as Hsds | undefined) ?? { id: first['id'], name: first['name'] }
  const phones = list(organization['phones'])
  return `${element(
    'Agency',
    [
      leaf('Key', keyOf(organization['id'])),
      leaf('Name', organization['name'], true),
      leaf('AgencyDescription', organization['description'], true),
      alias(organization['alternate_name']),
      element('AgencyLocation', noPlace(organization['name'])),
      // One is demanded: without a number it says that there is none to give.
      phones.length > 0
        ? phones.map(phone).join('')
        : element('Phone', leaf('ReasonWithheld', 'none is known'), {
            TollFree: 'false',
            Confidential: 'false',
          }),
      link('URL', organization['website']),
      mail(organization['email']),
      leaf('IRSStatus', organization['tax_status'], true),
      ...sitesOf(services),
    ].join(''),
  )}\n`
}

function noPlace(name: unknown): string {
  return [
    leaf('Name', name, true),
    leaf('SiteDescription', '', true),
    element('NoPhysicalAddress', leaf('Explanation', 'none is given here')),
  ].join('')
}

function sitesOf(services: readonly Hsds[]): string[] {
  const sites = new Map<string, { location: Hsds; services: [Hsds, Hsds][] }>()
  const placeless: Hsds[] = []
  for (const service of services) {
    const links = list(service['service_at_locations']).filter((one) => one['location'])
    if (links.length === 0) placeless.push(service)
    for (const one of links) {
      const location = one['location'] as Hsds
      const site = sites.get(String(location['id'])) ?? { location, services: [] }
      site.services.push([service, one])
      sites.set(String(location['id']), site)
    }
  }
  return [
    ...[...sites.values()].map(({ location, services: there }) => site(location, there)),
    // By phone, or at a place that is not to be named.
    ...placeless.map((service) =>
      element(
        'Site',
        `${leaf('Key', keyOf(`${String(service['id'])} without a place`))}${noPlace(service['name'])}${siteService(service, {})}`,
      ),
    ),
  ]
}

function site(location: Hsds, services: readonly [Hsds, Hsds][]): string {
  const [address, ...others] = list(location['addresses']).toSorted(
    (a, b) => Number(a['address_type'] !== 'physical') - Number(b['address_type'] !== 'physical'),
  )
  return element(
    'Site',
    [
      leaf('Key', keyOf(location['id'])),
      leaf('Name', location['name'] ?? services[0]?.[0]['name'], true),
      leaf('SiteDescription', location['description'], true),
      alias(location['alternate_name']),
      address
        ? lines(address['address_type'] === 'postal' ? 'MailingAddress' : 'PhysicalAddress', address)
        : element('NoPhysicalAddress', leaf('Explanation', 'none is given here')),
      ...others.map((one) => lines('OtherAddress', one)),
      ...list(location['phones']).map(phone),
      link('URL', location['url']),
      ...timesOpen(location),
      ...list(location['languages']).map(language),
      leaf('DisabilitiesAccess', list(location['accessibility']).flatMap((one) => said(one['description']) ?? []).join('; ')),
      leaf('BusServiceAccess', location['transportation']),
      ...services.map(([service, at]) => siteService(service, at)),
      location['latitude'] === undefined ? '' : element('SpatialLocation', `${leaf('Datum', 'WGS84')}${leaf('Latitude', location['latitude'])}${leaf('Longitude', location['longitude'])}`),
    ].join(''),
  ) // prettier-ignore
}

function siteService(service: Hsds, at: Hsds): string {
  const codes = list(service['attributes']).flatMap((attribute) => {
    const term = attribute['taxonomy_term'] as Hsds | undefined
    if (term?.['taxonomy'] === 'northline') return term['code'] === 'need' ? [`northline:${said(attribute['value']) ?? ''}`] : []
    return said(term?.['code']) ?? said(term?.['name']) ?? []
  }) // prettier-ignore
  const [least, most] = [said(service['minimum_age']), said(service['maximum_age'])]
  return element(
    'SiteService',
    [
      leaf('Name', service['name']),
      leaf('Key', keyOf(service['id'])),
      leaf('Description', service['description']),
      ...[...list(service['phones']), ...list(at['phones'])].map(phone),
      ...timesOpen(service, at),
      // One is demanded.
      element('Taxonomy', (codes.length > 0 ? codes : ['northline:not_said']).map((code) => leaf('Code', code)).join('')),
      ...list(service['languages']).map(language),
      ...list(service['service_areas']).flatMap((area) => (said(area['name']) ? [element('GeographicAreaServed', leaf('City', area['name']))] : [])),
      service['assured_date'] === undefined ? '' : element('ResourceInfo', '', { DateLastVerified: String(service['assured_date']) }),
      ...list(service['required_documents']).flatMap((one) => (said(one['document']) ? [element('DocumentsRequired', leaf('DocumentsRequired', one['document']))] : [])),
      said(service['application_process']) ? element('ApplicationProcess', leaf('Step', service['application_process'])) : '',
      leaf('FeeStructure', service['fees_description']),
      leaf('OtherRequirements', service['eligibility_description']),
      least === undefined && most === undefined ? '' : element('AgeRequirements', '', { ...(least ? { MinimumAge: least } : {}), ...(most ? { MaximumAge: most } : {}) }),
    ].join(''),
  ) // prettier-ignore
}

const alias = (name: unknown) =>
  said(name) ? element('AKA', `${leaf('Name', name)}${leaf('Confidential', 'false')}`) : ''
const link = (name: string, address: unknown) =>
  said(address) ? element(name, leaf('Address', address)) : ''
const language = (one: Hsds) => {
  const name = said(one['name']) ?? said(one['code'])
  return name ? element('Languages', `${leaf('Name', name)}${leaf('Notes', one['note'])}`) : ''
}

// AIRS knows fewer addresses than the world does.
function mail(address: unknown): string {
  const text = said(address)
  return text && /^[A-Za-z0-9]+([._+-]+[A-Za-z0-9]+)*@([\w-]+\.)+[a-zA-Z]{2,63}$/.test(text)
    ? element('Email', leaf('Address', text))
    : ''
}

function phone(one: Hsds): string {
  const number = said(one['number']) ?? ''
  const tollFree = /^\D*1?\D*8(00|33|44|55|66|77|88)\D/.test(number)
  return element(
    'Phone',
    [leaf('PhoneNumber', number, true), leaf('Extension', one['extension']), leaf('Description', one['description']), leaf('Type', one['type'])].join(''),
    { TollFree: String(tollFree), Confidential: 'false' },
  ) // prettier-ignore
}

function lines(name: string, address: Hsds): string {
  return element(
    name,
    [
      leaf('PreAddressLine', address['attention']),
      leaf('Line1', address['address_1'], true),
      leaf('Line2', address['address_2']),
      leaf('City', address['city'], true),
      leaf('County', address['region']),
      leaf('State', address['state_province'], true),
      leaf('ZipCode', address['postal_code'], true),
      leaf('Country', address['country'], true),
    ].join(''),
    { Confidential: 'false' },
  )
}

const days = { SU: 'Sunday', MO: 'Monday', TU: 'Tuesday', WE: 'Wednesday', TH: 'Thursday', FR: 'Friday', SA: 'Saturday' } // prettier-ignore

/** Weekly openings day by day; what is not a plain week is said in words, so that it is never read as every week. */
function timesOpen(...holders: readonly Hsds[]): string[] {
  const schedules = holders.flatMap((holder) => list(holder['schedules']))
  if (schedules.length === 0) return []
  const weekly = new Map<string, string[]>()
  const notes: string[] = []
  for (const one of schedules) {
    const plain = one['freq'] === 'WEEKLY' && said(one['interval'] ?? 1) === '1' && !['valid_from', 'valid_to', 'until', 'count', 'bymonthday', 'byyearday', 'byweekno'].some((field) => one[field] !== undefined) // prettier-ignore
    const [from, to] = [time(one['opens_at']), time(one['closes_at'])]
    if (plain && from && to)
      for (const code of (said(one['byday']) ?? 'SU,MO,TU,WE,TH,FR,SA').split(',')) {
        const day = days[code.trim() as keyof typeof days]
        if (day) weekly.set(day, [...(weekly.get(day) ?? []), `${leaf('From', from)}${leaf('To', to)}`])
        else notes.push(inWords(one))
      }
    else notes.push(inWords(one))
  }
  const byDay = Object.values(days).flatMap((day) => {
    const openings = weekly.get(day)
    return openings ? [element(day, openings.join(''))] : []
  })
  return [
    element('TimeOpen', [...byDay, leaf('Notes', [...new Set(notes.filter(Boolean))].join('; '))].join('')),
  ]
}

const time = (value: unknown) => {
  const match = /^(\d{2}):(\d{2})(?::\d{2})?/.exec(said(value) ?? '')
  return match ? `${match[1]}:${match[2]}:00` : undefined
}

function inWords(one: Hsds): string {
  const fields = ['description', 'freq', 'byday', 'bymonthday', 'valid_from', 'valid_to', 'opens_at', 'closes_at', 'notes'] // prettier-ignore
  const told = said(one['description'])
  return told ?? fields.flatMap((field) => said(one[field]) ?? []).join(' ')
}
