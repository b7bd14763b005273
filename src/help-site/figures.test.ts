import { describe, expect, it, vi } from 'vitest'
import { getRelease, getRows, listReleases, type PublishedRelease } from '../contracts/statistics.ts'
import { handle } from '../contracts/index.ts'
import { translator } from '../i18n/index.ts'
import { NorthlineError } from '../kernel/index.ts'
import { helpSite } from './index.ts'
import { figureOf } from './pages/cells.ts'
import { address, openNow, stubDeps, stubRoutes } from './testing.ts'

const t = translator('en')
const releaseId = 'r'.repeat(21) + 'A'
const awayId = 'a'.repeat(21) + 'A'
const same = (text: string) => ({ en: text, fr: `${text} (fr)` })
const value = (code: string, answer = true) => ({ code, label: same(code), answer })
const release: PublishedRelease = {
  releaseId,
  title: same('Figures of nobody'),
  invented: true,
  at: '2026-11-27T00:00:00.000Z',
  codebook: '1',
  loss: { rho: '1/2', epsilon: 1.234, delta: 1e-6 },
  ledger: { entry: 2, hash: 'x'.repeat(64) },
  total: { about: 140, low: 120, high: 160 },
  rows: 140,
  variables: [
    { name: 'age', label: same('Age'), values: [value('not_known', false), value('young'), value('old, "<b>"')] },
    { name: 'gender', label: same('Gender'), values: [value('woman'), value('man')] },
    { name: 'need.bed', label: same('Bed'), group: { code: 'need', label: same('Needs') }, values: [value('no'), value('yes')] },
  ],
  tables: [
    { variables: ['age'], cells: [[1, 0, 4], [60, 50, 70], [79, 70, 90]] },
    { variables: ['gender'], cells: [[100, 90, 110], [40, 30, 50]] },
    // The other way round than it is asked for.
    { variables: ['gender', 'age'], cells: [[1, 0, 3], [40, 30, 50], [59, 50, 70], [0, 0, 2], [20, 10, 30], [20, 10, 31]] },
    { variables: ['need.bed'], cells: [[100, 90, 110], [41, 30, 50]] },
  ],
} // prettier-ignore

let published = true
const none = new NorthlineError({ code: 'statistics.no_release', status: 404, safe: '' })
const site = helpSite(
  stubDeps({
    routes: stubRoutes(openNow, [
      handle(listReleases, async () => ({ releases: published ? [release] : [] })),
      handle(getRelease, async ({ releaseId: wanted }) => {
        if (wanted !== undefined && wanted !== releaseId) throw none
        return { release }
      }),
      handle(getRows, async ({ releaseId: wanted }) => {
        if (wanted === awayId) throw new NorthlineError({ code: 'server.unavailable', status: 503, safe: '' })
        if (wanted !== releaseId) throw none
        return { csv: 'age,gender\nyoung,man\n' }
      }),
    ]),
  }),
)
const get = (path: string) => site.request(`${address}${path}`)
const page = async (path = '/en/statistics') => (await get(path)).text()
/** The text that is read, without tags and with single spaces. */
const read = (html: string) =>
  html
    .slice(html.indexOf('<main'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

describe('the public page', () => {
  it('says every number with its range, what is invented, and what the numbers are not', async () => {
    const text = read(await page())
    expect(text).toContain('About 140 records (between 120 and 160).')
    expect(text).toContain('young 60 50 to 70')
    expect(text).toContain('Bed 41 30 to 50')
    for (const key of ['invented', 'base', 'noise', 'nonanswers'] as const)
      expect(text).toContain(t(`help.figures.${key}`))
    // What is no answer comes last.
    expect(text.indexOf('not_known 1 0 to 4')).toBeGreaterThan(text.indexOf('young 60'))
    expect(text).toContain('By gender')
    expect(text).toContain('woman 40 30 to 50 man 20 10 to 30')
  })

  it('works without script, in French with French labels, and says where labels are English', async () => {
    expect(read(await page('/fr/statistics'))).toContain('young (fr)')
    const arabic = await page('/ar/statistics')
    expect(arabic).toContain('<span lang="en" dir="ltr">young</span>')
    expect(await page()).not.toMatch(/<b>/)
  })

  it('shows two at once only where they were released together', async () => {
    expect(read(await page('/en/statistics?a=age&b=gender'))).toContain(
      'young woman 40 30 to 50 man 20 10 to 30',
    )
    expect(await page('/en/statistics?a=age&b=need.bed')).toContain(t('help.figures.cross_none'))
    expect(await page('/en/statistics?a=age&b=age')).toContain(t('help.figures.cross_same'))
    expect((await get('/en/statistics?a=income&b=%3Cscript%3E')).status).toBe(200)
    expect(figureOf(release, { age: 'young', 'need.bed': 'yes' })).toBeUndefined()
    expect(figureOf(release, { age: 'nobody' })).toBeUndefined()
  })

  it('says so where nothing was published, and where there is no such release', async () => {
    published = false
    expect(await page()).toContain(t('help.figures.none'))
    published = true
    for (const path of [`/en/statistics?release=${'x'.repeat(22)}`, '/en/statistics?release=..%2F..'])
      expect((await get(path)).status).toBe(404)
  })
})

describe('what can be taken away', () => {
  it('is a table with a line to each number, the whole as JSON, and the rows', async () => {
    const csv = await (await get(`/statistics/${releaseId}/tables.csv`)).text()
    expect(csv.split('\n').slice(0, 4)).toEqual([
      'variables,values,labels,about,low,high,kind',
      'age,not_known,not_known,1,0,4,invented',
      'age,young,young,60,50,70,invented',
      'age,"old, ""<b>""","old, ""<b>""",79,70,90,invented',
    ])
    expect(csv).toContain('gender × age,man × young,man × young,20,10,30,invented')
    expect(await (await get(`/statistics/${releaseId}/figures.json`)).json()).toEqual(release)
    const rows = await get(`/statistics/${releaseId}/rows.csv`)
    expect(rows.headers.get('content-disposition')).toContain('attachment')
    expect(await rows.text()).toBe('age,gender\nyoung,man\n')
  })

  it('is a page that says so where the database is away, and prints nothing', async () => {
    const print = vi.spyOn(console, 'error')
    const away = await get(`/statistics/${awayId}/rows.csv`)
    expect(away.status).toBe(503)
    expect(await away.text()).toContain('server.unavailable')
    expect(print).not.toHaveBeenCalled()
  })

  it('is nothing else', async () => {
    for (const path of [
      `${releaseId}/records.csv`,
      `${'x'.repeat(22)}/rows.csv`,
      '..%2F/rows.csv',
      'x/tables.csv',
    ])
      expect((await get(`/statistics/${path}`)).status).toBe(404)
  })
})
