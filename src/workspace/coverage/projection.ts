/*
 * Where a point of Canada lies on a flat map: Albers' equal-area conic projection with the parallels 50° and 70° (Snyder,
 * Map Projections: A Working Manual, 1987, p. 98), so that the north is not blown up.
 */

const radians = (degrees: number) => (degrees * Math.PI) / 180
const [south, north, middle, meridian] = [radians(50), radians(70), radians(60), radians(-96)]
const n = (Math.sin(south) + Math.sin(north)) / 2
const c = Math.cos(south) ** 2 + 2 * n * Math.sin(south)
const rho = (latitude: number) => Math.sqrt(Math.max(0, c - 2 * n * Math.sin(latitude))) / n
const rhoMiddle = rho(middle)

/** The map's width and height, in the units of `project`. */
export const mapSize = { width: 1_000, height: 740 }

/** A point on the map, from its left and top; degrees in, units of `mapSize` out. */
export function project({ latitude, longitude }: { latitude: number; longitude: number }): {
  x: number
  y: number
} {
  const [r, theta] = [rho(radians(latitude)), n * (radians(longitude) - meridian)]
  const x = r * Math.sin(theta)
  const y = rhoMiddle - r * Math.cos(theta)
  return { x: Math.round((x + 0.42) * 10_900) / 10, y: Math.round((0.31 - y) * 10_900) / 10 }
}
