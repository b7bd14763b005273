import type { Tx } from '../../../database/index.ts'
import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { foldPhrase } from '../words/fold.ts'
import { isTypoOf } from '../words/typos.ts'
import type { Point } from './areas.ts'
import { findNearestTown, findPlaces, findPlacesLike, type Gazetteered } from './places.repository.ts'
import { postalAreaOf, provinceName, provinceOf, provinceOfPostalArea } from './provinces.ts'

/** A place that is understood. */
export type KnownPlace = {
  kind: 'town' | 'postal' | 'province' | 'point'
  label: string
  point?: Point
  /** Folded. */
  town?: string
  /** For a point: the town around it, whose services serve it. */
  nearestTown?: string
  province?: string
}

/** What was typed, with towns that are spelled like it. */
export type UnknownPlace = { asked: string; suggestions: string[] }

/** A gazetteer's line as a place. */
export function placeFrom({ kind, key, name, province, latitude, longitude }: Gazetteered): KnownPlace {
  return {
    kind,
    label: province ? `${name}, ${province}` : name,
    ...(latitude === null || longitude === null ? {} : { point: { latitude, longitude } }),
    ...(kind === 'town' ? { town: key } : {}),
    ...(province ? { province } : {}),
  }
}

// A town farther away than this says nothing about where a point is.
const surroundingsKm = 60

/** A point or a postal area with the town and province that it lies in, as far as the gazetteer knows. */
export async function whereabouts(tx: Tx, place: KnownPlace): Promise<KnownPlace> {
  if (!place.point || place.town) return place
  const nearest = await findNearestTown(tx, place.point, surroundingsKm)
  if (!nearest) return place
  const { key, province } = nearest
  return { ...place, nearestTown: key, ...(place.province || !province ? {} : { province }) }
}

/** A province as a place. */
export function provincePlace(code: string, locale: string): KnownPlace {
  return { kind: 'province', label: provinceName(code, locale), province: code }
}

/**
 * The place that a text names: coordinates, a postal area, a town with or without
 * its province, or a province. One or two typos in a town are forgiven.
 * Throws `directory.bad_place` for coordinates that are nowhere.
 */
export async function resolvePlace(tx: Tx, text: string, locale: string): Promise<KnownPlace | UnknownPlace> {
  const point = pointIn(text)
  if (point) return whereabouts(tx, { kind: 'point', label: `${point.latitude}, ${point.longitude}`, point })
  const postal = postalAreaOf(text)
  if (postal) return postalPlace(tx, postal, locale, text)
  const { town, province } = splitProvince(text)
  const alone = provinceOf(text)
  const found = (await findPlaces(tx, [town])).filter((place) => place.kind === 'town')
  const exact = found.find((place) => !province || place.province === province)
  if (exact) return placeFrom(exact)
  if (alone) return provincePlace(alone, locale)
  const like = await findPlacesLike(tx, town, 8)
  const meant = like.find((place) => isTypoOf(town, place.key) && (!province || place.province === province))
  if (meant) return placeFrom(meant)
  return { asked: text, suggestions: like.slice(0, 5).map((place) => placeFrom(place).label) }
}

async function postalPlace(
  tx: Tx,
  area: string,
  locale: string,
  asked: string,
): Promise<KnownPlace | UnknownPlace> {
  const [found] = (await findPlaces(tx, [area])).filter((place) => place.kind === 'postal')
  if (found) return whereabouts(tx, placeFrom(found))
  // No service has this postal area; its first letter still tells the province.
  const province = provinceOfPostalArea(area)
  return province ? provincePlace(province, locale) : { asked, suggestions: [] }
}

function pointIn(text: string): Point | undefined {
  const match = /^\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*$/.exec(text)
  if (!match) return undefined
  const [latitude, longitude] = [Number(match[1]), Number(match[2])]
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
    throw new NorthlineError(directoryErrors.bad_place)
  return { latitude, longitude }
}

function splitProvince(text: string): { town: string; province?: string } {
  const [first = '', second] = text.split(',')
  const named = second === undefined ? undefined : provinceOf(second)
  if (named) return { town: foldPhrase(first), province: named }
  const words = text.trim().split(/\s+/)
  const last = words.length > 1 ? words.at(-1) : undefined
  // Only in capitals: `on` is a word.
  const code = last && /^[A-Z]{2}$/.test(last) ? provinceOf(last) : undefined
  return code
    ? { town: foldPhrase(words.slice(0, -1).join(' ')), province: code }
    : { town: foldPhrase(text) }
}
