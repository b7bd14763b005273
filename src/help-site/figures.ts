import type { Context } from 'hono'
import { getRelease, getRows, listReleases, type PublishedRelease } from '../contracts/statistics.ts'
import { sourceLocale, type Translate } from '../i18n/index.ts'
import { isId, NorthlineError } from '../kernel/index.ts'
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
    const csv = { 'content-type': 'text/csv; charset=utf-8' }
    const shared = {
      'content-disposition': `attachment; filename="${file}"`,
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    }
    if (file === 'rows.csv')
      return c.body((await site.ask(getRows, { releaseId }, context)).csv, 200, { ...csv, ...shared })
    const { release } = await site.ask(getRelease, { releaseId }, context)
    if (file === 'figures.json') return c.json(release, 200, shared)
    return c.body(asCsv(release), 200, { ...csv, ...shared })
  } catch (error) {
    if (error instanceof NorthlineError && error.kind.status === 404) return undefined
    throw error
  }
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** One line to a number: variables, codes, English labels, about, low, high. */
function asCsv({ variables, tables, invented }: PublishedRelease): string {
  const known = new Map(variables.map((variable) => [variable.name, variable]))
  const lines = tables.flatMap((table) => {
    const own = table.variables.map((name) => known.get(name)?.values ?? [])
    return table.cells.map(([about, low, high], index) => {
      let rest = index
      const values = own
        .toReversed()
        .map((list) => {
          const value = list[rest % list.length]
          rest = Math.floor(rest / list.length)
          return value
        })
        .toReversed()
      const join = (texts: readonly string[]) => quoted(texts.join(' × '))
      return [
        join(table.variables),
        join(values.map((value) => value?.code ?? '')),
        join(values.map((value) => value?.label.en ?? '')),
        about,
        low,
        high,
        invented ? 'invented' : 'released',
      ].join(',')
    })
  })
  return `variables,values,labels,about,low,high,kind\n${lines.join('\n')}\n`
}
