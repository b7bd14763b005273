import type { Context } from 'hono'
import {
  getRelease,
  getRows,
  listReleases,
  valuesAt,
  type PublishedRelease,
} from '../contracts/statistics.ts'
import { sourceLocale, type Translate } from '../i18n/index.ts'
import { csv, isId, NorthlineError } from '../kernel/index.ts'
import { statisticsPage, type Figures } from './pages/statistics.ts'
import { respond } from './respond.ts'
import type { Site } from './site.ts'

const noRelease = { code: 'statistics.no_release', status: 404, safe: '' } as const

/** The public page of the statistics: the latest release, or the one that is asked for. */
export async function showFigures(c: Context, site: Site, t: Translate): Promise<Response> {
  const context = { locale: t.locale, clientKey: site.clientKeyOf(c) }
  const { releases } = await site.ask(listReleases, {}, context)
  const wanted = c.req.query('release')
  if (wanted !== undefined && !isId(wanted)) throw new NorthlineError(noRelease)
  const figures: Figures = {
    releases,
    cross: { a: c.req.query('a') ?? '', b: c.req.query('b') ?? '' },
  }
  if (wanted !== undefined || releases.length > 0)
    figures.release = (await site.ask(getRelease, wanted ? { releaseId: wanted } : {}, context)).release
  return respond(c, statisticsPage(site, t, figures))
}

/** What was released as a file; undefined where there is no such file. */
export async function figuresFile(c: Context, site: Site): Promise<Response | undefined> {
  const { id: releaseId = '', file = '' } = c.req.param() as { id?: string; file?: string }
  const context = { locale: sourceLocale, clientKey: site.clientKeyOf(c) }
  if (!isId(releaseId) || !['tables.csv', 'figures.json', 'rows.csv'].includes(file)) return undefined
  try {
    const asCsv = { 'content-type': 'text/csv; charset=utf-8' }
    const shared = {
      'content-disposition': `attachment; filename="${file}"`,
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    }
    if (file === 'rows.csv')
      return c.body((await site.ask(getRows, { releaseId }, context)).csv, 200, { ...asCsv, ...shared })
    const { release } = await site.ask(getRelease, { releaseId }, context)
    if (file === 'figures.json') return c.json(release, 200, shared)
    return c.body(csv(lines(release)), 200, { ...asCsv, ...shared })
  } catch (error) {
    if (error instanceof NorthlineError && error.kind.status === 404) return undefined
    throw error
  }
}

/** One line to a number: variables, codes, English labels, about, low, high. */
function* lines({ variables, tables, invented }: PublishedRelease): Generator<(string | number)[]> {
  yield ['variables', 'values', 'labels', 'about', 'low', 'high', 'kind']
  const known = new Map(variables.map((variable) => [variable.name, variable.values]))
  const together = (texts: readonly string[]) => texts.join(' × ')
  for (const table of tables) {
    const own = table.variables.map((name) => known.get(name) ?? [])
    for (const [index, [about, low, high]] of table.cells.entries()) {
      const values = valuesAt(own, index)
      yield [
        together(table.variables),
        together(values.map((value) => value?.code ?? '')),
        together(values.map((value) => value?.label.en ?? '')),
        about,
        low,
        high,
        invented ? 'invented' : 'released',
      ]
    }
  }
}
