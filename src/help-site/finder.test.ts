import { describe, expect, it } from 'vitest'
import { getService, giveFeedback, searchServices, type Hit, type Service } from '../contracts/directory.ts'
import { handle } from '../contracts/index.ts'
import { translator } from '../i18n/index.ts'
import { defineErrors, NorthlineError } from '../kernel/index.ts'
import { helpSite } from './index.ts'
import { address, openNow, post, stubDeps, stubRoutes } from './testing.ts'

const t = translator('en')
const limits = defineErrors('directory', { too_many: { status: 429, safe: '' } })
const told: unknown[] = []
const serviceId = 's'.repeat(21) + 'A'
const hit: Hit = {
  serviceId,
  name: 'Lits <b>sûrs</b>',
  organisation: 'Harbour',
  summary: 'Eight beds',
  lang: 'fr',
  needs: [],
  languages: [{ tag: 'fr', label: 'French' }],
  open: { state: 'unknown', zone: 'America/Toronto', text: 'Hours not known' },
  distanceKm: 2.4,
  area: 'address withheld · Kingston',
  serves: [],
  phones: [
    { number: '613-555-0101', kind: 'voice' },
    { number: '613-555-0102', kind: 'fax' },
  ],
  sharing: { answer: 'no', text: 'Does not share with police' },
  vetting: { level: 'line', text: 'Checked by us' },
  confidential: true,
  fit: 'ask',
  because: [{ about: 'hours', fit: 'ask', text: 'Ring and ask' }],
}
const { distanceKm: _, fit: _fit, because: _because, locationId: _place, ...shared } = hit
const service: Service = {
  ...shared,
  organisationId: serviceId,
  description: 'A house',
  forWhom: '',
  takes: ['women'],
  refuses: ['men <18'],
  bring: 'Nothing',
  cost: '',
  howToApply: '',
  url: 'javascript:alert(1)',
  accessibility: [],
  hours: [],
  places: [],
}
const asked: unknown[] = []
const site = helpSite(
  stubDeps({
    routes: stubRoutes(openNow, [
      handle(searchServices, async (input) => {
        asked.push(input)
        return {
          hits: input.text === 'nothing' ? [] : [hit],
          total: input.text === 'nothing' ? 0 : 31,
          more: false,
          page: input.page,
          pages: 4,
          understood: [
            { kind: 'place' as const, label: 'Kingston', from: 'text' as const, without: 'safe bed' },
          ],
          words: 'safe bed',
          ...(input.text === 'left out' && {
            leftOut: { closed: 2, unfit: 0, text: '2 more are closed then.' },
          }),
          ...(input.place === 'Kingstn' && {
            placeUnknown: { asked: 'Kingstn', suggestions: ['Kingston, ON'] },
          }),
        }
      }),
      handle(getService, async () => ({ service })),
      handle(giveFeedback, async (input) => {
        told.push(input)
        if (input.what === 'closed') throw new NorthlineError(limits.too_many)
        return { done: true as const }
      }),
    ]),
  }),
)
const addressesOf = (html: string) =>
  [...html.matchAll(/\s(?:href|action|src)="([^"]*)"/g)].map((match) => match[1] ?? '')
const search = async (fields: Record<string, string>) =>
  (await site.request(`${address}/en/services`, post(fields))).text()

describe('the finder without script', () => {
  it('asks for exactly what was filled in', async () => {
    await search({ need: 'safe_bed', text: '', place: ' Kingston ', language: '', open: 'yes' })
    expect(asked.at(-1)).toEqual({ need: 'safe_bed', place: 'Kingston', openNow: true, page: 1, size: 10 })
  })

  it('asks nobody who they are; what is said of the person is sent, stays in the form, and can be left out', async () => {
    const html = await search({
      gender: 'women',
      age: '16',
      who_children: 'yes',
      mode: 'phone',
      free: 'yes',
      discreet: 'yes',
    })
    expect(asked.at(-1)).toEqual({
      age: 16,
      who: ['women', 'children'],
      mode: 'phone',
      free: true,
      discreet: true,
      page: 1,
      size: 10,
    })
    expect(html).toMatch(/<details open>/)
    expect(html).toMatch(/name="who_children" value="yes"\s+checked/)
    expect(await (await site.request(`${address}/en/services`)).text()).toMatch(
      /<details\s*>\s*<summary>Who it is for/,
    )
  })

  it('tells what was left out, and shows it when asked', async () => {
    const html = await search({ text: 'left out' })
    const form =
      html.match(/<form [\s\S]*?<\/form>/g)?.find((one) => one.includes(t('help.find.show_all'))) ?? ''
    expect(html).toContain('2 more are closed then.')
    expect(form).toMatch(/name="all"\s+value="yes"/)
    await search({ text: 'left out', all: 'yes' })
    expect(asked.at(-1)).toMatchObject({ all: true })
  })

  it('says why each service is there, whether it is open, and what it shares', async () => {
    const html = await search({ text: 'safe bed, Kingston' })
    for (const said of ['Ring and ask', 'Hours not known', 'Does not share with police', t('help.find.ask')])
      expect(html).toContain(said)
    expect(html).toContain(t('help.find.confidential'))
  })

  it('shows names in their own language as text, and no fax', async () => {
    const html = await search({ text: 'x' })
    expect(html).toContain('lang="fr" dir="auto">Lits &lt;b&gt;sûrs&lt;/b&gt;')
    expect(html).toContain('tel:6135550101')
    expect(html).not.toContain('0102')
  })

  it('puts no place, need or word into an address', async () => {
    const html = await search({ text: 'canary-text', place: 'canary-place', need: 'safe_bed' })
    expect(addressesOf(html).join(' ')).not.toMatch(/canary|safe_bed|\?/)
  })

  it('takes a chip away and goes on to the next page with one tap', async () => {
    const html = await search({ text: 'safe bed, Kingston' })
    const forms = html.match(/<form [\s\S]*?<\/form>/g) ?? []
    const chip = forms.find((form) => form.includes(t('help.find.remove', { label: 'Kingston' }))) ?? ''
    expect(chip).toMatch(/name="text"\s+value="safe bed"/)
    const next = forms.find((form) => form.includes(t('help.find.next'))) ?? ''
    expect(next).toMatch(/name="page"\s+value="2"/)
    expect(next).toMatch(/name="text"\s+value="safe bed, Kingston"/)
  })

  it('offers near spellings of a place it does not know', async () => {
    const html = await search({ place: 'Kingstn' })
    expect(html).toContain('Kingston, ON')
    expect(html).toMatch(/name="place"\s+value="Kingston, ON"/)
  })

  it('says so when nothing fits', async () => {
    expect(await search({ text: 'nothing' })).toContain('Take something away')
  })

  it('shows one service whole, with a way back to the list it came from and no script for an address', async () => {
    const html = await search({ text: 'safe bed', service: serviceId })
    expect(html).toContain(t('help.find.bring'))
    expect(html).toContain('<dd>women</dd>')
    expect(html).toContain(`<dt>${t('help.find.refuses')}</dt><dd>men &lt;18</dd>`)
    expect(html).not.toContain(`<dt>${t('help.find.cost')}</dt>`)
    expect(html).not.toContain('javascript:')
    expect(html).toMatch(/name="text"\s+value="safe bed"/)
  })

  it('puts into no address which service is looked at, neither in the list nor on its page', async () => {
    for (const html of [await search({ text: 'x' }), await search({ text: 'x', service: serviceId })]) {
      expect(addressesOf(html).join(' ')).not.toContain(serviceId)
      expect(addressesOf(html)).toContain('/fr/services')
    }
    const named = await site.request(`${address}/en/services/${serviceId}`, post({ text: 'x' }))
    expect(named.status).toBe(404)
    expect((await site.request(`${address}/en/services/${serviceId}`)).status).toBe(404)
  })

  it('says so where an age can’t be read, keeps it in sight, and searches without it', async () => {
    for (const age of ['old', '-1', '121', '1.5']) {
      const html = await search({ text: 'safe bed', age })
      expect(html).toContain(t('help.find.age_unread'))
      expect(html).toMatch(new RegExp(`name="age"\\s+value="${age}"`))
      expect(html).toMatch(/<details open>/)
      expect(asked.at(-1)).not.toHaveProperty('age')
    }
    expect(await search({ text: 'safe bed', age: '0' })).not.toContain(t('help.find.age_unread'))
    expect(asked.at(-1)).toMatchObject({ age: 0 })
  })

  it('says of a service what did not work there, in no words, and thanks once; where that fails the page is there all the same', async () => {
    const page = await search({ text: 'x', service: serviceId })
    expect(page.match(/type="radio"\s+name="feedback"/g)).toHaveLength(8)
    expect(page).not.toMatch(/<textarea/)
    const said = await search({ text: 'x', service: serviceId, feedback: 'unsafe' })
    expect(told.at(-1)).toEqual({ serviceId, what: 'unsafe' })
    expect(said).toContain(t('help.feedback.thanks'))
    expect(said).toContain(t('help.feedback.chat'))
    expect(said).not.toContain('name="feedback"')
    expect(await search({ service: serviceId, feedback: 'full' })).not.toContain(t('help.feedback.chat'))
    const failed = await site.request(
      `${address}/en/services`,
      post({ service: serviceId, feedback: 'closed' }),
    )
    expect(failed.status).toBe(429)
    expect(await failed.text()).toMatch(/directory\.too_many[^]*name="feedback"/)
    await search({ service: serviceId, feedback: 'they are traffickers, at 5 Bay Road' })
    expect(told.at(-1)).toEqual({ serviceId, what: 'closed' })
  })

  it('answers an id that is none as it does a service that is gone', async () => {
    const response = await site.request(`${address}/en/services`, post({ service: '../../etc/passwd' }))
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('directory.not_found')
  })
})
