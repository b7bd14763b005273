/* Small makers for HSDS objects, so that the invented services read as a list of what they are. */

/** An organisation; its name says that it is invented. */
export function organisation(id: string, name: string, description: string): object {
  return { id, name: `${name} (invented)`, description: `${description} This organization is invented.` }
}

/** Where things are: invented streets, in towns that are where they are. */
const towns = {
  Kingston: [44.2312, -76.486, 'K7L'],
  Napanee: [44.2487, -76.9504, 'K7R'],
  Gananoque: [44.33, -76.1616, 'K7G'],
  Brockville: [44.5895, -75.6843, 'K6V'],
  Belleville: [44.1628, -77.3832, 'K8N'],
  'Sharbot Lake': [44.7735, -76.6893, 'K0H'],
  Ottawa: [45.4215, -75.6972, 'K1P'],
} as const
export type Town = keyof typeof towns

/** A place with an invented street. `offset` keeps two places of a town apart, in hundredths of a degree. */
export function place(id: string, town: Town, street: string, offset = 0, more: object = {}): object {
  const [latitude, longitude, postal] = towns[town]
  return {
    id: `${id}-at`,
    location: {
      id: `${id}-place`,
      location_type: 'physical',
      name: town,
      latitude: latitude + offset / 100,
      longitude: longitude - offset / 140,
      addresses: [
        {
          id: `${id}-address`,
          address_1: street,
          city: town,
          state_province: 'ON',
          postal_code: `${postal} 0Z0`,
          country: 'CA',
          address_type: 'physical',
        },
      ],
      ...more,
    },
  }
}

/** A place whose address is withheld everywhere. */
export function hiddenPlace(id: string, town: Town, street: string): object {
  return place(id, town, street, 1, { northline: { confidential: true } })
}

export function phone(number: string, description?: string, type = 'voice'): object {
  return { id: `phone-${number}`, number, type, ...(description ? { description } : {}) }
}

const names = { en: 'English', fr: 'French', ar: 'Arabic', es: 'Spanish', oj: 'Ojibwe', moh: 'Mohawk', zh: 'Chinese', pa: 'Punjabi', tl: 'Tagalog', uk: 'Ukrainian', pt: 'Portuguese', ase: 'American Sign Language' } as const // prettier-ignore

export function speaks(...codes: (keyof typeof names)[]): object[] {
  return codes.map((code) => ({ code, name: names[code] }))
}

/** Openings on days of the week; a closing before the opening is past midnight. */
export function hours(...openings: [days: string, opens: string, closes: string][]): object[] {
  return openings.map(([byday, opens_at, closes_at]) => ({ freq: 'WEEKLY', byday, opens_at, closes_at }))
}

export const weekdays = 'MO,TU,WE,TH,FR'
export const everyDay = 'MO,TU,WE,TH,FR,SA,SU'
export const dayAndNight = hours([everyDay, '00:00', '23:59'])

/** Which areas it serves. */
export function serves(...areas: string[]): object[] {
  return areas.map((name) => ({ name }))
}

/** Codes of every gender, for what takes whoever comes. */
export const everyGender = ['women', 'men', 'trans', 'nonbinary']
