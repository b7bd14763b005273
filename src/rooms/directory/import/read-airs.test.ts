import { describe, expect, it } from 'vitest'
import { NorthlineError } from '../../../kernel/index.ts'
import { readAirs } from './read-airs.ts'

const source = (inner: string, attributes = '') =>
  `<?xml version="1.0" encoding="utf-8"?>\n<Source SchemaVersion="3.0"${attributes}>\n${inner}\n</Source>\n`

const site = (inner: string, attributes = '') =>
  `<Site${attributes}><Key>20</Key><Name>House</Name>${inner}</Site>`
const agency = (inner: string, attributes = '') =>
  `<Agency${attributes}><Key>10</Key><Name>Invented agency</Name>${inner}</Agency>`
const service = (inner: string) => `<SiteService><Key>30</Key><Name>Beds</Name>${inner}</SiteService>`

function read(text: string) {
  const found = readAirs('export.xml', text)
  const of = (table: string) => found.rows.filter((row) => row.table === table)
  return { ...found, of, values: (table: string) => of(table).map(({ values }) => values) }
}

function codeOf(text: string): unknown {
  try {
    readAirs('export.xml', text)
  } catch (error) {
    return error instanceof NorthlineError ? { code: error.kind.code, ...error.facts } : error
  }
  return undefined
}

describe('an AIRS export', () => {
  it('gives an agency, its sites and their services, with what lies in each', () => {
    const { values, of } = read(
      source(
        agency(
          `<AKA><Name>Known</Name><Confidential>false</Confidential></AKA><AKA><Name>Hidden</Name><Confidential>true</Confidential></AKA>
           <Phone TollFree="false" Confidential="false"><PhoneNumber>555-0100</PhoneNumber><Type>Phone1</Type></Phone>
           <Phone TollFree="false" Confidential="false"><PhoneNumber /><Type>Hotline</Type></Phone>` +
            site(
              `<PhysicalAddress Confidential="false"><Line1>1 Main</Line1><City>Here</City><State>BC</State><ZipCode>V0V 0V0</ZipCode><Country>CA</Country></PhysicalAddress>
               <SpatialLocation><Datum>x</Datum><Latitude>49.1</Latitude><Longitude>-123.1</Longitude></SpatialLocation>` +
                service(
                  `<TimeOpen><Monday><From>09:00:00</From><To>12:00:00</To><From>13:00:00</From><To>17:00:00</To></Monday><Notes>Closed in August</Notes></TimeOpen>
                   <Taxonomy><Code>BH-1800</Code><Code>{what:'HOUSING',who:'Youth'}</Code></Taxonomy>
                   <Languages><Name>French</Name></Languages><Languages><Name>Interpretation available</Name></Languages>
                   <GeographicAreaServed><City>Here</City><City>There</City><State>BC</State></GeographicAreaServed>
                   <AgeRequirements MinimumAge="16" MaximumAge="24">Youth</AgeRequirements>
                   <ResourceInfo DateLastVerified="2026-01-02" />`,
                ),
            ),
        ),
      ),
    )
    expect(values('organizations')).toEqual([{ id: '10', name: 'Invented agency', alternate_name: 'Known' }])
    expect(values('locations')).toMatchObject([{ id: '20', organization_id: '10', latitude: '49.1' }])
    expect(values('services')).toMatchObject([
      {
        id: '30', organization_id: '10', minimum_age: '16', maximum_age: '24', assured_date: '2026-01-02',
        eligibility_description: 'Youth', interpretation_services: 'Interpretation available',
      },
    ]) // prettier-ignore
    expect(values('service_at_locations')).toMatchObject([{ service_id: '30', location_id: '20' }])
    expect(values('phones')).toEqual([{ organization_id: '10', number: '555-0100', type: 'voice' }])
    expect(values('schedules')).toMatchObject([
      { byday: 'MO', opens_at: '09:00:00', closes_at: '12:00:00' },
      { byday: 'MO', opens_at: '13:00:00', closes_at: '17:00:00' },
      { description: 'Closed in August' },
    ])
    expect(values('languages')).toMatchObject([{ name: 'French' }])
    expect(values('service_areas').map(({ name }) => name)).toEqual(['Here, BC', 'There, BC'])
    expect(values('taxonomy_terms')).toMatchObject([
      { code: 'BH-1800', name: 'BH-1800' },
      { name: 'Housing, youth' },
    ])
    expect(of('services')[0]?.line).toBeGreaterThan(4)
    expect(of('services')[0]?.path).toBe('Source.Agency[0].Site[0].SiteService[0]')
  })

  it('keeps what is confidential so: a place by its mark, a telephone and a mailing address not at all', () => {
    const { values, remarks, rows } = read(
      source(
        agency(
          `<Phone TollFree="false" Confidential="true"><PhoneNumber>555-0199</PhoneNumber></Phone>` +
            site(
              `<PhysicalAddress Confidential="true"><Line1>9 Secret</Line1><City>Here</City></PhysicalAddress>
               <MailingAddress Confidential="true"><Line1>Box 9</Line1></MailingAddress>`,
            ),
        ),
      ),
    )
    expect(values('locations')).toMatchObject([{ confidential: 'true' }])
    expect(values('addresses')).toMatchObject([{ address_1: '9 Secret', location_id: '20' }])
    expect(JSON.stringify(rows)).not.toMatch(/555-0199|Box 9/)
    expect(remarks).toHaveLength(2)
    expect(JSON.stringify(remarks)).not.toMatch(/555-0199|Box 9/)
  })

  it('rejects what its source does not show the public, with all that is in it', () => {
    for (const mark of [' ExcludeFromWebsite="true"', ' ExcludeFromWebsite="1"']) {
      const { rows } = read(source(agency(site(service('')), mark)))
      expect(rows).toMatchObject([
        { table: 'organizations', broken: expect.stringContaining('not for the public') },
      ])
    }
    const { rows } = read(source(agency(site(service('<ResourceInfo AvailableForReferral="false" />')))))
    expect(rows.map(({ table, broken }) => [table, broken !== undefined])).toEqual([
      ['organizations', false],
      ['locations', false],
      ['services', true],
    ])
  })

  it('has the same service at two sites once, at both', () => {
    const second = site(service('')).replace('<Key>20</Key>', '<Key>21</Key>')
    const { values } = read(source(agency(site(service('')) + second)))
    expect(values('service_at_locations').map(({ location_id }) => location_id)).toEqual(['20', '21'])
  })

  it('in the namespace of 3.1, with prefixes and CDATA, is the same', () => {
    const text = `<a:Source xmlns:a="http://www.airs.org/schema/3_1/AIRS.xsd"><a:Agency><a:Key>1</a:Key><a:Name><![CDATA[A & B]]></a:Name></a:Agency></a:Source>`
    expect(read(text).values('organizations')).toMatchObject([{ id: '1', name: 'A & B' }])
  })
})

describe('an XML file that is not right', () => {
  it('is refused with the line and column of its fault', () => {
    expect(codeOf(source('<Agency>\n<Key>1</Kay></Agency>'))).toMatchObject({
      code: 'directory.import_broken_xml',
      line: 4,
    })
    expect(codeOf('')).toMatchObject({ code: 'directory.import_broken_xml' })
  })

  it('of another kind is no register', () => {
    expect(codeOf('<html><body/></html>')).toMatchObject({ code: 'directory.import_wrong_format' })
    expect(codeOf(source(''))).toMatchObject({ code: 'directory.import_nothing_known' })
  })

  it('can neither fetch a file nor multiply itself', () => {
    const entity = (declared: string, used: string) =>
      `<!DOCTYPE Source [${declared}]>${source(`<Agency><Key>1</Key><Name>${used}</Name></Agency>`).replace(/^<\?xml.*\n/, '')}`
    for (const text of [
      entity('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;'),
      entity('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">', '&b;'),
    ])
      expect(codeOf(text)).toMatchObject({ code: 'directory.import_broken_xml' })
    const deep = '<x>'.repeat(10_000)
    expect(codeOf(source(deep))).toMatchObject({ code: 'directory.import_broken_xml' })
  })
})
