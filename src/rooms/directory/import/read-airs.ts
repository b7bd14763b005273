import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { dayNames, termName } from './airs-words.ts'
import type { NestedRows } from './read-json.ts'
import type { Remark, SourceRow } from './rows.ts'
import type { TableName } from './tables.ts'
import { all, readXml, textOf, type Element } from './xml.ts'

/**
 * Reads AIRS XML 3.0 or 3.1, the format of 2-1-1 exports: an agency is an organization, a site a place, a service of a
 * site a service. Elements with nothing in them (an export has more of those than others) say nothing and are no rows.
 * What a source marks as not for the public is rejected, with all that lies in it; a confidential telephone is left out.
 */
export function readAirs(file: string, text: string): NestedRows {
  const reader = new Reader(file)
  const { root } = readXml(file, text, 'Agency', (agency) => reader.agency(agency))
  if (reader.rows.length === 0)
    throw new NorthlineError(
      root === 'Source' ? directoryErrors.import_nothing_known : directoryErrors.import_wrong_format,
      { file },
    )
  return { rows: reader.rows, complete: reader.complete, remarks: reader.remarks }
}

type Values = Record<string, unknown>

class Reader {
  readonly rows: SourceRow[] = []
  readonly complete: NestedRows['complete'] = []
  readonly remarks: Remark[] = []
  readonly #file: string
  readonly #terms = new Set<string>()
  readonly #services = new Set<string>()

  constructor(file: string) {
    this.#file = file
  }

  agency(agency: Element): void {
    if (isNotForPublic(agency)) return this.#reject('organizations', agency, notForPublic)
    const id = textOf(agency, 'Key')
    if (!id) return this.#reject('organizations', agency, 'has no Key')
    this.#row('organizations', agency, {
      id,
      name: textOf(agency, 'Name'),
      alternate_name: otherName(agency),
      description: textOf(agency, 'AgencyDescription'),
      email: textOf(all(agency, 'Email')[0], 'Address'),
      website: textOf(all(agency, 'URL')[0], 'Address'),
      year_incorporated: agency.attributes['YearInc'],
      legal_status: agency.attributes['LegalStatus'],
      tax_id: agency.attributes['FEIN'],
    })
    this.#phones(agency, { organization_id: id })
    this.complete.push(['phones', 'organizations', id])
    for (const site of all(agency, 'Site')) this.#site(site, id)
    // An agency may hold others, each with sites of its own.
    for (const inner of all(agency, 'Agency')) this.agency(inner)
  }

  #site(site: Element, organization: string): void {
    if (isNotForPublic(site)) return this.#reject('locations', site, notForPublic)
    const id = textOf(site, 'Key')
    if (!id) return this.#reject('locations', site, 'has no Key')
    const point = all(site, 'SpatialLocation')[0]
    const physical = all(site, 'PhysicalAddress')[0]
    this.#row('locations', site, {
      id,
      organization_id: organization,
      location_type: physical ? 'physical' : 'virtual',
      name: textOf(site, 'Name'),
      alternate_name: otherName(site),
      description: textOf(site, 'PhysicalLocationDescription'),
      transportation: textOf(site, 'BusServiceAccess'),
      latitude: textOf(point, 'Latitude'),
      longitude: textOf(point, 'Longitude'),
      ...(isConfidential(physical) ? { confidential: 'true' } : {}),
    })
    this.#addresses(site, id)
    this.#phones(site, { location_id: id })
    this.#hours(site, { location_id: id })
    this.#languages(site, { location_id: id })
    const access = textOf(site, 'DisabilitiesAccess')
    if (access) this.#row('accessibility', site, { location_id: id, description: access })
    for (const table of ['addresses', 'phones', 'schedules', 'languages', 'accessibility'] as const)
      this.complete.push([table, 'locations', id])
    for (const service of all(site, 'SiteService')) this.#service(service, site, id, organization)
  }

  #service(service: Element, site: Element, location: string, organization: string): void {
    if (isNotForPublic(service)) return this.#reject('services', service, notForPublic)
    const id = textOf(service, 'Key')
    if (!id) return this.#reject('services', service, 'has no Key')
    const info = all(service, 'ResourceInfo')[0]?.attributes ?? {}
    const ages = all(service, 'AgeRequirements').map(({ attributes }) => attributes)
    this.#row('services', service, {
      id,
      organization_id: organization,
      name: textOf(service, 'Name') ?? textOf(site, 'Name'),
      alternate_name: otherName(service),
      description: textOf(service, 'Description'),
      status: service.attributes['Status'],
      url: textOf(all(service, 'URL')[0], 'Address'),
      email: textOf(all(service, 'Email')[0], 'Address'),
      fees_description: textOf(service, 'FeeStructure'),
      application_process: lines(
        all(service, 'ApplicationProcess').map((step) =>
          [textOf(step, 'Step'), textOf(step, 'Description')].filter(Boolean).join(': '),
        ),
      ),
      eligibility_description: lines(requirements.flatMap((name) => textsOf(service, name))),
      // Two lines of ages are two groups of people; one range over both would take in whom neither does.
      // Exports have it among the languages: it is a way to have any of them, and none itself.
      interpretation_services: lines(
        all(service, 'Languages').flatMap((one) => textsOf(one, 'Name').filter(isInterpreting)),
      ),
      ...(ages.length === 1
        ? { minimum_age: ages[0]?.['MinimumAge'], maximum_age: ages[0]?.['MaximumAge'] }
        : {}),
      assured_date: info['DateLastVerified'],
      last_modified: info['DateOfLastAction'],
    })
    // The same service at a second site is one service there too.
    this.#row('service_at_locations', service, {
      id: `${id} ${location}`,
      service_id: id,
      location_id: location,
    })
    if (this.#services.has(id)) return
    this.#services.add(id)
    this.#phones(service, { service_id: id })
    this.#hours(service, { service_id: id })
    this.#languages(service, { service_id: id })
    this.#areas(service, id)
    for (const document of all(service, 'DocumentsRequired')) {
      const said = [textOf(document, 'DocumentsRequired'), textOf(document, 'Description')].filter(Boolean)
      if (said.length > 0)
        this.#row('required_documents', document, { service_id: id, document: said.join(': ') })
    }
    this.#taxonomy(service, id)
    for (const table of ['phones', 'schedules', 'languages', 'service_areas', 'required_documents'] as const)
      this.complete.push([table, 'services', id])
  }

  #addresses(site: Element, location: string): void {
    for (const [name, type] of [
      ['PhysicalAddress', 'physical'],
      ['MailingAddress', 'postal'],
      ['OtherAddress', 'postal'],
    ] as const)
      for (const address of all(site, name)) {
        const line = (part: string) => textOf(address, part)
        const values = {
          attention: line('PreAddressLine'),
          address_1: line('Line1'),
          address_2: line('Line2'),
          city: line('City'),
          region: line('County'),
          state_province: line('State'),
          postal_code: line('ZipCode'),
          country: line('Country'),
        }
        if (Object.values(values).every((value) => value === undefined)) continue
        if (type === 'postal' && isConfidential(address)) this.#leave(address, 'address')
        else this.#row('addresses', address, { location_id: location, address_type: type, ...values })
      }
  }

  #phones(of: Element, link: Values): void {
    for (const phone of all(of, 'Phone')) {
      const number = textOf(phone, 'PhoneNumber')
      if (!number) continue
      if (isConfidential(phone)) {
        this.#leave(phone, 'telephone')
        continue
      }
      const type = textOf(phone, 'Type') ?? ''
      const said = [type, textOf(phone, 'Function'), textOf(phone, 'Description')].filter(
        (text): text is string => !!text && !/^phone ?\d*$/i.test(text),
      )
      this.#row('phones', phone, {
        ...link,
        number,
        extension: textOf(phone, 'Extension'),
        type: kindOfPhone(type),
        description: [...new Set(said)].join(', ') || undefined,
      })
    }
  }

  #hours(of: Element, link: Values): void {
    for (const open of all(of, 'TimeOpen')) {
      for (const [name, byday] of Object.entries(dayNames))
        for (const day of all(open, name)) {
          const [from, to] = [all(day, 'From'), all(day, 'To')]
          from.forEach(({ text }, index) => {
            if (text)
              this.#row('schedules', day, {
                ...link,
                freq: 'WEEKLY',
                byday,
                opens_at: text,
                closes_at: to[index]?.text,
              })
          })
        }
      const notes = textOf(open, 'Notes')
      if (notes) this.#row('schedules', open, { ...link, description: notes })
    }
    for (const season of all(of, 'Seasonal')) {
      const said = [
        textOf(season, 'Description'),
        textOf(season, 'StartDate'),
        textOf(season, 'EndDate'),
      ].filter(Boolean)
      if (said.length > 0) this.#row('schedules', season, { ...link, description: said.join(' ') })
    }
  }

  #languages(of: Element, link: Values): void {
    for (const language of all(of, 'Languages')) {
      const name = textOf(language, 'Name')
      if (name && !isInterpreting(name))
        this.#row('languages', language, { ...link, name, note: textOf(language, 'Notes') })
    }
  }

  #areas(service: Element, id: string): void {
    for (const area of all(service, 'GeographicAreaServed')) {
      const of = (name: string) => textsOf(area, name)
      const within = [...of('State'), ...of('Country')]
      const named = [...of('ZipCode'), ...of('City'), ...of('County')]
      const names = named.length > 0 ? named.map((name) => [name, ...within].join(', ')) : [within.join(', ')]
      for (const name of new Set(names.filter(Boolean)))
        this.#row('service_areas', area, { service_id: id, name, description: textOf(area, 'Description') })
    }
  }

  #taxonomy(service: Element, id: string): void {
    const linked = new Set<string>()
    for (const code of all(service, 'Taxonomy').flatMap((entry) => all(entry, 'Code'))) {
      if (!code.text || linked.has(code.text)) continue
      linked.add(code.text)
      if (!this.#terms.has(code.text)) {
        this.#terms.add(code.text)
        this.#row('taxonomy_terms', code, { id: code.text, code: code.text, name: termName(code.text) })
      }
      this.#row('attributes', code, {
        id: `${id} ${code.text}`,
        link_id: id,
        link_entity: 'service',
        taxonomy_term_id: code.text,
      })
    }
  }

  #row(table: TableName, { line, path }: Element, values: Values, broken?: string): void {
    const said = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
    this.rows.push({ table, file: this.#file, line, path, values: said, ...(broken ? { broken } : {}) })
  }

  #reject(table: TableName, element: Element, reason: string): void {
    this.#row(table, element, {}, reason)
  }

  #leave({ line, path }: Element, what: string): void {
    this.remarks.push({
      file: this.#file,
      line,
      path,
      reason: `a ${what} marked confidential; taken in without it`,
    })
  }
}

const notForPublic = 'is marked by its source as not for the public, and all that is in it'
const requirements = ['AgeRequirements', 'GenderRequirements', 'FamilyRequirements', 'IncomeRequirements', 'ResidencyRequirements', 'AidRequirements', 'OtherRequirements'] // prettier-ignore

const isInterpreting = (name: string) => /interpret|interpr[èe]t/i.test(name)
const saysYes = (text: string | undefined) => text === 'true' || text === '1'
const saysNo = (text: string | undefined) => text === 'false' || text === '0'

function isNotForPublic(element: Element): boolean {
  const info = all(element, 'ResourceInfo')[0]?.attributes ?? {}
  return saysYes(element.attributes['ExcludeFromWebsite']) || saysNo(info['AvailableForReferral'])
}

function isConfidential(element: Element | undefined): boolean {
  if (!element) return false
  return saysYes(element.attributes['Confidential']) || textOf(element, 'ReasonWithheld') !== undefined
}

function otherName(element: Element): string | undefined {
  const names = all(element, 'AKA')
    .filter((aka) => !saysYes(textOf(aka, 'Confidential')))
    .flatMap((aka) => textsOf(aka, 'Name'))
  return names.length > 0 ? names.join('; ') : undefined
}

function textsOf(element: Element, name: string): string[] {
  return all(element, name).flatMap(({ text }) => (text ? [text] : []))
}

function lines(texts: readonly string[]): string | undefined {
  return [...new Set(texts.filter(Boolean))].join('\n') || undefined
}

function kindOfPhone(type: string): string {
  if (/fax/i.test(type)) return 'fax'
  if (/tty|tdd|ats\b/i.test(type)) return 'tty'
  return /\b(text|sms|texto)\b/i.test(type) ? 'text' : 'voice'
}
