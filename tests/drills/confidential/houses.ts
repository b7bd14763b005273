import { randomInt } from 'node:crypto'
import { planted, spellings, type Secret } from '../../../src/rooms/directory/confidential.testing.ts'
import { foldPhrase } from '../../../src/rooms/directory/words/fold.ts'

/** A house whose address nobody may learn, and where it may be said to be. */
export type House = { id: string; town: string; secret: Secret }

const letters = 'bcdfghjklmnpqrstvwz'
/** A street that stands in no register and no dictionary. */
const streetName = () =>
  `Q${Array.from({ length: 9 }, (_, i) => (i % 3 === 1 ? 'aeiou'[randomInt(5)] : letters[randomInt(letters.length)])).join('')}`

const kinds = ['Lane', 'Street', 'Avenue', 'Crescent', 'Road']
/** Two towns with open places beside the houses, and one that has nothing but its house. */
const middles = { Kingston: [44.25, -76.55], Belleville: [44.16, -77.38], Loneville: [44.9, -76.9] } as const
export type Town = keyof typeof middles

/** Somewhere within a few kilometres of a town's middle. */
export function secretIn(town: Town): Secret {
  const [latitude, longitude] = middles[town]
  // The third decimal is odd: those of the open places are even, and what is typed has two.
  const near = (middle: number) => {
    const hundredths = Math.round(Math.abs(middle) * 100) + randomInt(-4, 5)
    const odd = 2 * randomInt(5) + 1
    return (Math.sign(middle) * (hundredths * 1_000 + odd * 100 + randomInt(1, 100))) / 100_000
  }
  return {
    number: randomInt(1_000, 9_999),
    street: streetName(),
    kind: kinds[randomInt(kinds.length)] ?? 'Lane',
    postal: `K${randomInt(10)}${'XYZ'[randomInt(3)]} ${randomInt(10)}${'BCE'[randomInt(3)]}${randomInt(10)}`,
    latitude: near(latitude),
    longitude: near(longitude),
  }
}

export function makeHouses(): House[] {
  const towns: Town[] = ['Kingston', 'Kingston', 'Kingston', 'Belleville', 'Belleville', 'Loneville']
  return towns.map((town, index) => ({ id: `house-${index}`, town, secret: secretIn(town) }))
}

/** The house as its source writes it, its address spelled in one of the ways into every text there is. */
export function asSource({ id, town, secret }: House, way: number): object {
  const ways = spellings(secret)
  const text = JSON.stringify(planted(secret, ways[way % ways.length] ?? '', id))
    .replaceAll('"city":"Kingston"', `"city":"${town}"`)
    .replaceAll('cheer.parent.mole', `cheer.parent.${secret.street.toLowerCase()}`)
    .replaceAll('Back door', `Back door of ${secret.street}`)
  return JSON.parse(text) as object
}

/** The same before anybody knew that it must be kept: nothing says that it is confidential. */
export function asOpen(house: House): object {
  return JSON.parse(
    JSON.stringify(asSource(house, 0)).replaceAll('"northline":{"confidential":true},', ''),
  ) as object
}

/** An open place, so that a town has a middle. */
export function openPlace(town: Town, index: number): object {
  const [latitude, longitude] = middles[town]
  return {
    id: `open-${town}-${index}`,
    name: `Open beds ${index} of ${town}`,
    status: 'active',
    northline: { needs: ['safe_bed'] },
    service_at_locations: [
      {
        id: `open-${town}-${index}-at`,
        location: {
          id: `open-${town}-${index}-l`,
          location_type: 'physical',
          latitude: Number((latitude + index / 500).toFixed(3)),
          longitude: Number((longitude - index / 500).toFixed(3)),
          addresses: [
            { address_1: `${index} Open Street`, city: town, state_province: 'ON', postal_code: 'K7L 1A1', country: 'CA', address_type: 'physical' },
          ],
        },
      },
    ],
  } // prettier-ignore
}

/** What of a house is in a text, in whatever case, accents and punctuation; empty where nothing is. */
export function tracesIn({ secret }: House, text: string): string[] {
  const { number, street, kind, postal, latitude, longitude } = secret
  const folded = foldPhrase(text.includes('%') ? safelyDecoded(text) : text)
  const short = (degrees: number) => String(Math.trunc(Math.abs(degrees) * 1_000) / 1_000)
  const said = [street, `${number} ${street}`, `${street} ${kind}`, postal, postal.replace(' ', '')]
  return [
    ...said.filter((one) => folded.includes(foldPhrase(one))),
    // To about a hundred metres; the middle of a town is told to no more places than that by chance.
    ...[latitude, longitude].map(short).filter((degrees) => text.includes(degrees)),
  ] // prettier-ignore
}

function safelyDecoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes)
    } catch {
      return ' '
    }
  })
}
