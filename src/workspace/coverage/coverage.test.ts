import { describe, expect, it } from 'vitest'
import { asCsv } from './csv.ts'
import { mapSize, project } from './projection.ts'

describe('a place on the map', () => {
  // Corners of where people live, and some towns.
  const places = {
    'Cape Spear': [47.52, -52.62], 'Pelee': [41.77, -82.66], 'Old Crow': [67.57, -139.83], 'Grise Fiord': [76.42, -82.9],
    'Victoria': [48.43, -123.37], 'Kingston': [44.23, -76.49], 'Iqaluit': [63.75, -68.52],
  } as const // prettier-ignore
  const at = (name: keyof typeof places) => project({ latitude: places[name][0], longitude: places[name][1] })

  it('is on it, with what is west to the left and what is north above', () => {
    for (const name of Object.keys(places) as (keyof typeof places)[]) {
      const { x, y } = at(name)
      expect(x, name).toBeGreaterThan(0)
      expect(x, name).toBeLessThan(mapSize.width)
      expect(y, name).toBeGreaterThan(0)
      expect(y, name).toBeLessThan(mapSize.height)
    }
    expect(at('Victoria').x).toBeLessThan(at('Kingston').x)
    expect(at('Kingston').x).toBeLessThan(at('Cape Spear').x)
    expect(at('Iqaluit').y).toBeLessThan(at('Kingston').y)
    expect(at('Grise Fiord').y).toBeLessThan(at('Iqaluit').y)
  })

  it('keeps areas: a square degree in the north is as much smaller on the map as on the ground', () => {
    const size = (latitude: number) => {
      const [a, b, c] = [
        project({ latitude, longitude: -96 }),
        project({ latitude, longitude: -92 }),
        project({ latitude: latitude + 4, longitude: -96 }),
      ]
      return Math.abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x))
    }
    expect(size(66) / size(46)).toBeCloseTo(
      Math.cos((68 * Math.PI) / 180) / Math.cos((48 * Math.PI) / 180),
      1,
    )
  })
})

it('the file has a line for each area, and nothing in it is a formula', () => {
  expect(
    asCsv([
      { code: 'K7L', name: 'Kingston "old"', province: 'ON', level: 'near' },
      { code: 'X0A', name: '=1+1', province: 'NU', level: 'none' },
    ]),
  ).toBe(
    '"postal_area","name","province","level"\r\n"K7L","Kingston ""old""","ON","near"\r\n"X0A","\'=1+1","NU","none"\r\n'.replace(
      '"postal_area","name","province","level"',
      'postal_area,name,province,level',
    ),
  )
})
