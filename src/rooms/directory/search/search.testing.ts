/* A handful of services around an invented town, for the tests of the search. */

type Options = {
  needs?: string[]
  languages?: string[]
  at?: [latitude: number, longitude: number]
  town?: string
  serves?: string[]
  hours?: [days: string, opens: string, closes: string][]
  description?: string
  interpreters?: string
  fr?: string
}

/** A service at a place of an invented street. */
export function placedAt(id: string, [latitude, longitude]: readonly [number, number], town: string): object {
  return {
    id: `${id}-at`,
    location: {
      id: `${id}-l`,
      location_type: 'physical',
      latitude,
      longitude,
      addresses: [
        {
          address_1: '1 Sample Street',
          city: town,
          state_province: 'ON',
          postal_code: 'K9Z 1A1',
          country: 'CA',
          address_type: 'physical',
        },
      ],
    },
  }
}

export function service(id: string, name: string, options: Options = {}): object {
  const {
    needs,
    languages = [],
    at,
    town = 'Mapleford',
    serves = [],
    hours = [],
    description = '',
    interpreters,
    fr,
  } = options
  return {
    id,
    name,
    description,
    status: 'active',
    organization: { id: `${id}-o`, name: `${name} Society` },
    phones: [{ number: '613-555-0100' }],
    languages: languages.map((code) => ({ code })),
    schedules: hours.map(([byday, opens_at, closes_at]) => ({ freq: 'WEEKLY', byday, opens_at, closes_at })),
    service_areas: serves.map((area) => ({ name: area })),
    ...(interpreters ? { interpretation_services: interpreters } : {}),
    ...(needs || fr
      ? { northline: { ...(needs ? { needs } : {}), ...(fr ? { texts: [{ locale: 'fr', name: fr }] } : {}) } }
      : {}),
    service_at_locations: at ? [placedAt(id, at, town)] : [],
  }
}

export const allDay: Options['hours'] = [['MO,TU,WE,TH,FR,SA,SU', '00:00', '23:59']]
const office: Options['hours'] = [['MO,TU,WE,TH,FR', '9:00', '17:00']]
const middle: [number, number] = [44.5, -78]

export const sampleServices = [
  service('near', 'Nearby beds', {
    needs: ['safe_bed'],
    languages: ['en', 'fr'],
    at: middle,
    hours: allDay,
    fr: 'Lits tout près',
  }),
  service('english', 'English beds', {
    needs: ['safe_bed'],
    languages: ['en'],
    at: [44.51, -78],
    hours: allDay,
  }),
  service('silent', 'Quiet beds', { needs: ['safe_bed'], at: [44.52, -78] }),
  service('day', 'Day beds', { needs: ['safe_bed'], languages: ['fr'], at: [44.53, -78], hours: office }),
  service('far', 'Faraway beds', {
    needs: ['safe_bed'],
    languages: ['fr'],
    at: [45.2, -78],
    town: 'Oakhaven',
    hours: allDay,
  }),
  service('province', 'Bed finder', {
    needs: ['safe_bed'],
    languages: ['fr'],
    serves: ['Ontario'],
    hours: allDay,
  }),
  service('elsewhere', 'Québec beds', {
    needs: ['safe_bed'],
    languages: ['fr'],
    serves: ['Québec'],
    hours: allDay,
  }),
  service('anywhere', 'Bed line', { needs: ['safe_bed'], languages: ['fr'], hours: allDay }),
  service('guessed', 'Emergency shelter and kitchen', {
    at: [44.5, -78.01],
    hours: allDay,
    languages: ['fr'],
  }),
  service('legal', 'Riverside legal clinic', {
    needs: ['legal_aid'],
    at: [44.5, -78.02],
    hours: office,
    interpreters: 'By phone',
    description: 'Counselling about leases, wages and papers; no lawyer’s fee.',
  }),
  service('cafe', 'Café Étoile', {
    needs: ['food'],
    at: [44.49, -78],
    hours: office,
    description: 'Soupe, sandwiches and showers.',
  }),
]
