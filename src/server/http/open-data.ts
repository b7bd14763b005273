import { Hono, type Context } from 'hono'
import { stream } from 'hono/streaming'
import * as z from 'zod'
import {
  csvTables,
  dataPackage,
  type CsvTable,
  type HsdsVersion,
  type OpenData,
} from '../../rooms/directory/index.ts'
import { NorthlineError, rateLimit } from '../../kernel/index.ts'
import { faultOf, type Log } from '../log.ts'
import { requestErrors } from '../server.errors.ts'
import { answerProblem } from './problems.ts'
import { readJson } from './read-json.ts'

/** Where the open data of the register stands, on the help site's origin. */
export const openDataPath = '/hsds'

const mostPerPage = 200

const isTrue = z
  .enum(['true', 'false'])
  .or(z.boolean())
  .transform((value) => value === true || value === 'true')

const query = z.object({
  page: z.coerce.number<string | number>().int().min(1).max(100_000).default(1),
  per_page: z.coerce.number<string | number>().int().min(1).max(mostPerPage).default(50),
  search: z.string().trim().min(1).max(300).optional(),
  organization_id: z.string().max(60).optional(),
  taxonomy_term_id: z.string().max(60).optional(),
  taxonomy_id: z.string().max(60).optional(),
  parent_id: z.string().max(60).optional(),
  top_only: isTrue.optional(),
  postcode: z.string().trim().min(1).max(80).optional(),
  proximity: z.coerce.number<string | number>().min(1).max(500_000).optional(),
  modified_after: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  minimal: isTrue.optional(),
  format: z.enum(['json', 'ndjson']).default('json'),
  unvetted: isTrue.default(false),
})

const invalid = (fields: readonly string[]) =>
  new NorthlineError(requestErrors.invalid, { fields: fields.slice(0, 8).map((field) => field.slice(0, 60)) })

type Asked = Parameters<OpenData['services']>[0] & { format: 'json' | 'ndjson'; minimal: boolean }

/** `knows`: the names of the fields that this list understands; of those that others know, none is passed over in silence. */
function read(given: unknown, version: HsdsVersion, knows: readonly string[]): Asked {
  const parsed = query.safeParse(given)
  if (!parsed.success) throw invalid(parsed.error.issues.map(({ path }) => path.join('.')))
  const asked = parsed.data
  const foreign = Object.keys(given as object).filter(
    (name) => Object.hasOwn(query.shape, name) && !knows.includes(name),
  )
  if (foreign.length > 0) throw invalid(foreign)
  if (asked.proximity !== undefined && asked.postcode === undefined) throw invalid(['postcode'])
  return {
    format: asked.format,
    minimal: asked.minimal ?? false,
    version,
    page: asked.page,
    perPage: asked.per_page,
    search: asked.search,
    organizationId: asked.organization_id,
    taxonomyTermId: asked.taxonomy_term_id?.toLowerCase(),
    taxonomyId: asked.taxonomy_id?.toLowerCase(),
    parentId: asked.parent_id?.toLowerCase(),
    topOnly: asked.top_only,
    postcode: asked.postcode,
    proximity: asked.proximity,
    ...(asked.modified_after === undefined ? {} : { modifiedAfter: new Date(asked.modified_after) }),
    unvetted: asked.unvetted,
  }
}

type Hsds = Record<string, unknown>
type HsdsPage = Awaited<ReturnType<OpenData['services']>>

/** A list of the standard: its name, what it understands, and where its pages and its things come from. */
type List = {
  name: string
  knows: readonly string[]
  of: string
  page: (asked: Asked) => Promise<HsdsPage>
  one: (uuid: string, version: HsdsVersion) => Promise<Hsds | undefined>
  /** All of it without pages, where that is better than page after page. */
  every?: (asked: Asked) => AsyncIterable<Hsds>
}

const paging = ['page', 'per_page', 'format']
const ofServices = ['organization_id', 'taxonomy_term_id', 'taxonomy_id', 'modified_after', 'postcode', 'proximity', 'unvetted'] // prettier-ignore

function listsOf(data: OpenData): List[] {
  return [
    {
      name: 'services',
      knows: [...paging, ...ofServices, 'search', 'minimal'],
      of: 'services',
      page: (asked) => data.services(asked),
      one: (uuid, version) => data.service(uuid, version),
      every: (asked) => data.everyService(asked),
    },
    {
      name: 'service_at_locations',
      knows: [...paging, ...ofServices, 'search'],
      of: 'services at places that may be named',
      page: (asked) => data.servicesAtLocations(asked),
      one: (uuid, version) => data.serviceAtLocation(uuid, version),
    },
    {
      name: 'organizations',
      knows: [...paging, ...ofServices],
      of: 'organizations that have a service here',
      page: (asked) => data.organizations(asked),
      one: (uuid) => data.organization(uuid),
    },
    {
      name: 'taxonomies',
      knows: [...paging, 'search'],
      of: 'taxonomies that services are filed by',
      page: (asked) => data.taxonomies(asked),
      one: (uuid) => data.taxonomy(uuid),
    },
    {
      name: 'taxonomy_terms',
      knows: [...paging, 'search', 'taxonomy_id', 'parent_id', 'top_only'],
      of: 'terms that services are filed under',
      page: (asked) => data.taxonomyTerms(asked),
      one: (uuid) => data.taxonomyTerm(uuid),
    },
  ]
}

/** Page after page, where a list has nothing better. */
async function* everyPage(list: List, asked: Asked): AsyncGenerator<Hsds> {
  for (let page = 1; ; page++) {
    const { contents, last_page: last } = await list.page({ ...asked, page, perPage: mostPerPage })
    yield* contents
    if (last) return
  }
}

/** The routes as OpenAPI; what the objects are is said by HSDS itself. */
function described(lists: readonly List[], version: HsdsVersion, address: string, prefix: string): object {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' }) as {
    properties?: Record<string, object>
  }
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
  const answer = (description: string) => ({ responses: { 200: { description } } })
  const schemas = `https://docs.openreferral.org/en/${version}/hsds/schema_reference.html`
  const paths = lists.flatMap(({ name, knows, of }): [string, object][] => {
    const own = Object.fromEntries(knows.map((field) => [field, properties[field] ?? {}]))
    return [
      [
        `/${name}`,
        {
          get: {
            parameters: knows.map((field) => ({
              name: field,
              in: 'query',
              required: false,
              schema: own[field],
            })),
            ...answer(`A page of ${of}, or lines of them.`),
          },
          post: {
            requestBody: { content: { 'application/json': { schema: { type: 'object', properties: own } } } },
            ...answer('The same, with what is asked in the body.'),
          },
        },
      ],
      [`/${name}/{id}`, { get: { parameters: [id], ...answer(`One of the ${of}.`) } }],
    ]
  })
  return {
    openapi: '3.1.0',
    info: {
      title: 'Northline register, open data',
      version,
      description: `Objects after HSDS ${version}: ${schemas}`,
    },
    servers: [{ url: `${address}${openDataPath}${prefix}` }],
    paths: Object.fromEntries(paths),
  }
}

type Parts = { data: OpenData; address: string; clientKeyOf: (c: Context) => string; log: Log }

/**
 * The register as open data, after HSDS 3.1 (`/hsds/…`) and 3.0 (`/hsds/3.0/…`): for everybody, from any site, without a cookie.
 * These routes are the standard's and not of our contract: a service's UUID stands in the path, since nobody in need asks here.
 */
export function openData({ data, address, clientKeyOf, log }: Parts): Hono {
  const app = new Hono()
  const limit = rateLimit({ burst: 120, perMinute: 120 })
  // The whole register in one answer: every table once, and again after some minutes.
  const wholeLimit = rateLimit({ burst: 40, perMinute: 6 })
  const answered = (work: (c: Context) => Promise<Response>) => async (c: Context) => {
    c.header('access-control-allow-origin', '*')
    c.header('cross-origin-resource-policy', 'cross-origin')
    c.header('x-content-type-options', 'nosniff')
    try {
      if (!limit.take(clientKeyOf(c))) throw new NorthlineError(requestErrors.rate_limited)
      return await work(c)
    } catch (error) {
      const { status, body, headers } = answerProblem(error, 'en', log, 'open-data')
      return c.json(body, status as 400, headers)
    }
  }
  const missing = (): never => {
    throw new NorthlineError(requestErrors.not_found)
  }

  const streamed = (c: Context, type: string, parts: AsyncIterable<string>) => {
    if (!wholeLimit.take(clientKeyOf(c))) throw new NorthlineError(requestErrors.rate_limited)
    c.header('content-type', type)
    return stream(
      c,
      async (out) => {
        for await (const part of parts) {
          if (out.aborted) return
          await out.write(part)
        }
      },
      // By itself it would print the whole error, with what was asked of the database.
      async (error) => log.error('request failed', { route: 'open-data', ...faultOf(error) }),
    )
  }

  const lists = listsOf(data)

  const listed = async (c: Context, list: List, given: unknown, version: HsdsVersion): Promise<Response> => {
    const asked = read(given, version, list.knows)
    const slim = ({ id, last_modified }: Hsds) =>
      last_modified === undefined ? { id } : { id, last_modified }
    const shown = (one: Hsds) => (asked.minimal ? slim(one) : one)
    if (asked.format === 'json') {
      const page = await list.page(asked)
      return c.json({ ...page, contents: page.contents.map(shown) })
    }
    // What is found by words is a page in the order of how well it answers; there is no end of it to stream.
    if (asked.search !== undefined) throw invalid(['format'])
    const lines = async function* () {
      for await (const one of list.every?.(asked) ?? everyPage(list, asked))
        yield `${JSON.stringify(shown(one))}\n`
    }
    return streamed(c, 'application/x-ndjson; charset=utf-8', lines())
  }

  const at = (prefix: string, version: HsdsVersion) => {
    app.get(
      prefix === '' ? '/' : prefix,
      answered(async (c) =>
        c.json({
          version,
          profile: `https://docs.openreferral.org/en/${version}/`,
          openapi_url: `${address}${openDataPath}${prefix}/openapi.json`,
        }),
      ),
    )
    app.get(
      `${prefix}/openapi.json`,
      answered(async (c) => c.json(described(lists, version, address, prefix))),
    )
    for (const list of lists) {
      app.get(
        `${prefix}/${list.name}`,
        answered(async (c) => listed(c, list, c.req.query(), version)),
      )
      // The same with what is asked in the body, so that words and places stand in nobody's log.
      app.post(
        `${prefix}/${list.name}`,
        answered(async (c) => listed(c, list, await readJson(c), version)),
      )
      app.get(
        `${prefix}/${list.name}/:id`,
        answered(async (c) => c.json((await list.one(c.req.param('id') ?? '', version)) ?? missing())),
      )
    }
  }
  // Whole downloads, in the tabular form of HSDS 3.0 and as AIRS XML.
  const whole = (c: Context) => read(c.req.query(), '3.0', ['unvetted', 'organization_id', 'modified_after'])
  app.get(
    '/csv/datapackage.json',
    answered(async (c) => c.json(dataPackage())),
  )
  app.get(
    '/csv/:file',
    answered(async (c) => {
      const table = (c.req.param('file') ?? '').replace(/\.csv$/, '')
      if (!Object.hasOwn(csvTables, table)) return missing()
      return streamed(c, 'text/csv; charset=utf-8', data.csv(table as CsvTable, whole(c)))
    }),
  )
  app.get(
    '/airs.xml',
    answered(async (c) =>
      streamed(c, 'application/xml; charset=utf-8', data.airs(new URL(address).host, whole(c))),
    ),
  )
  at('', '3.1')
  at('/3.0', '3.0')
  app.all(
    '*',
    answered(async () => missing()),
  )
  return app
}
