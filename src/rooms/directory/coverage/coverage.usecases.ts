import {
  coverageHours,
  coverageLanguages,
  coverageLevels,
  type coverage as coverageRoute,
  type CoveragePlace,
} from '../../../contracts/directory-coverage.ts'
import type { InputOf, OutputOf } from '../../../contracts/route.ts'
import type { Translate } from '../../../i18n/index.ts'
import type { Actor } from '../../../kernel/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { isNeed, needCodes } from '../needs.ts'
import { distanceBetween } from '../places/areas.ts'
import { provinceName } from '../places/provinces.ts'
import { dayOf } from '../vetting/days.ts'
import { mayVet } from '../vetting/vetting.policy.ts'
import { postalAreas } from './areas.ts'
import {
  knownTowns,
  latestStock,
  levelsOn,
  levelsOverTime,
  stockRows,
  unmetBetween,
  writeStock,
  type StockRow,
} from './coverage.repository.ts'
import { countLevels, Stock, type Served } from './stock.ts'
import { daysAfter, mondayOf, ordinaryWeek } from './weeks.ts'

const rowsAtOnce = 500
// What lies around an area within this is its town.
const townKm = 15

/** Takes stock of a day that has none yet. Returns whether it did. By the clockwork; read in short transactions, so that nobody waits for it. */
export async function takeStock(deps: DirectoryDeps): Promise<boolean> {
  const now = deps.now?.() ?? new Date()
  const today = dayOf(now)
  const system = { kind: 'system' } as const
  if ((await deps.database.as(system, latestStock)) === today) return false
  const towns = await deps.database.as(system, knownTowns)
  const stock = new Stock(postalAreas, townsOf(towns), deps.settings.reachKm)
  const walls = ordinaryWeek(now)
  for (let after = 0; ;) {
    const from = after
    const rows = await deps.database.as(system, (tx) =>
      stockRows(tx, { after: from, most: rowsAtOnce, on: today, walls }),
    )
    for (const row of rows) stock.add(servedOf(row))
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) break
    after = last.id
  }
  const stored = needCodes.flatMap((need) =>
    coverageLanguages.flatMap((language) =>
      coverageHours.map((hour) => ({ need, language, hour, levels: stock.levelsOf(need, language, hour) })),
    ),
  )
  await deps.database.as(system, (tx) => writeStock(tx, today, stored))
  return true
}

function townsOf(
  towns: readonly { key: string; latitude: number; longitude: number }[],
): Map<string, string> {
  const around = postalAreas.flatMap((area): [string, string][] => {
    const near = towns
      .map((town) => ({ key: town.key, km: distanceBetween(area, town) }))
      .filter(({ km }) => km <= townKm)
      .sort((a, b) => a.km - b.km)[0]
    return near ? [[area.code, near.key]] : []
  })
  return new Map(around)
}

function servedOf({ listing, latitude, longitude, states }: StockRow): Served {
  const modes = listing.modes?.modes ?? []
  const hasPlace = latitude !== null && longitude !== null
  return {
    needs: listing.needs,
    languages: listing.languages.flatMap(({ tag }) => (tag ? [tag] : [])),
    interpreters: listing.interpreters === true,
    states,
    ...(hasPlace ? { point: { latitude, longitude } } : {}),
    remote: modes.includes('phone') || modes.includes('video') || (!hasPlace && listing.phones.length > 0),
    comes: modes.includes('outreach'),
    serves: listing.serves,
  }
}

const gapsShown = 15
// Fewer than so many are not told as a number: one search is one person.
const fewest = 5
const weeksLooked = 4

/** How areas are served, for reviewers of the line; nothing for anybody else. */
export async function lookAtCoverage(
  deps: DirectoryDeps,
  actor: Actor,
  { need, language, hour }: InputOf<typeof coverageRoute>,
  t: Translate,
): Promise<OutputOf<typeof coverageRoute>> {
  const { reachKm } = deps.settings
  const nothing = { reachKm, provinces: [], areas: [], gaps: [], overTime: [], unmet: [] }
  if (!mayVet(actor)) return nothing
  const thisWeek = mondayOf(deps.now?.() ?? new Date())
  return deps.database.as(actor, async (tx) => {
    const unmet = await unmetBetween(tx, daysAfter(thisWeek, -7 * weeksLooked), thisWeek)
    const told = {
      ...nothing,
      unmet: unmet.flatMap(({ need: sought, province, times }) =>
        isNeed(sought)
          ? [
              {
                need: sought,
                label: t(`directory.need.${sought}`),
                ...(province === '' ? {} : { province: provinceName(province, t.locale) }),
                ...(times < fewest ? {} : { times }),
              },
            ]
          : [],
      ),
    }
    const takenOn = await latestStock(tx)
    if (!takenOn) return told
    const days = await levelsOverTime(tx, { need, language, hour })
    const levels = days.at(-1)?.levels ?? new Uint8Array(postalAreas.length)
    return {
      ...told,
      takenOn,
      provinces: byProvince(levels, t.locale),
      areas: postalAreas.map((area, index) => ({
        ...area,
        level: coverageLevels[levels[index] ?? 0] ?? 'none',
      })),
      gaps: (await levelsOn(tx, takenOn, { language, hour }))
        .flatMap(({ need: one, levels: own }) =>
          isNeed(one)
            ? byProvince(own, t.locale).map(({ province, name, counts }) => ({
                need: one,
                label: t(`directory.need.${one}`),
                province,
                name,
                none: counts.none,
                of: counts.none + counts.unknown + counts.afar + counts.near,
              }))
            : [],
        )
        .filter(({ none }) => none > 0)
        .sort((a, b) => b.none / b.of - a.none / a.of || b.none - a.none)
        .slice(0, gapsShown),
      overTime: days.map(({ day, levels: own }) => ({ takenOn: day, counts: countLevels(own) })),
    }
  })
}

function byProvince(levels: Uint8Array, locale: string): CoveragePlace[] {
  const own = Map.groupBy(
    postalAreas.map(({ province }, index) => ({ province, level: levels[index] ?? 0 })),
    ({ province }) => province,
  )
  const collator = new Intl.Collator(locale)
  return [...own]
    .map(([province, areas]) => ({
      province,
      name: provinceName(province, locale),
      counts: countLevels(areas.map(({ level }) => level)),
    }))
    .sort((a, b) => collator.compare(a.name, b.name))
}
