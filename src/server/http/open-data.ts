import { Hono, type Context } from 'hono'
import { stream } from 'hono/streaming'
import * as z from 'zod'
import type { HsdsVersion, OpenData } from '../../rooms/directory/index.ts'
import { NorthlineError, rateLimit } from '../../kernel/index.ts'
import { faultOf, type Log } from '../log.ts'
import { requestErrors } from '../server.errors.ts'
import { answerProblem } from './problems.ts'
import { readJson } from './read-json.ts'

/** Where the open data of the register stands, on the help site's origin. */
export const openDataPath = '/hsds'

const mostPerPage = 200

const query = z.object({
  page: z.coerce.number<string | number>().int().min(1).max(100_000).default(1),
  per_page: z.coerce.number<string | number>().int().min(1).max(mostPerPage).default(50),
  search: z.string().trim().min(1).max(300).optional(),
  organization_id: z.string().max(60).optional(),
  modified_after: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  format: z.enum(['json', 'ndjson']).default('json'),
  unvetted: z.enum(['true', 'false']).default('false'),
})

const invalid = (fields: readonly string[]) =>
  new NorthlineError(requestErrors.invalid, { fields: fields.slice(0, 8).map((field) => field.slice(0, 60)) })

function read(given: unknown, version: HsdsVersion) {
  const parsed = query.safeParse(given)
  if (!parsed.success) throw invalid(parsed.error.issues.map(({ path }) => path.join('.')))
  const { page, per_page, search, organization_id, modified_after, format, unvetted } = parsed.data
  return {
    format,
    version,
    page,
    perPage: per_page,
    search,
    organizationId: organization_id,
    ...(modified_after === undefined ? {} : { modifiedAfter: new Date(modified_after) }),
    unvetted: unvetted === 'true',
  }
}

/** The routes as OpenAPI; what the objects are is said by HSDS itself. */
function described(version: HsdsVersion, address: string, prefix: string): object {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' }) as {
    properties?: Record<string, object>
  }
  const parameters = (names: readonly string[]) =>
    names.map((name) => ({ name, in: 'query', required: false, schema: properties[name] ?? {} }))
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
  const answer = (description: string) => ({ responses: { 200: { description } } })
  const every = Object.keys(properties)
  const schemas = `https://docs.openreferral.org/en/${version}/hsds/schema_reference.html`
  return {
    openapi: '3.1.0',
    info: {
      title: 'Northline register, open data',
      version,
      description: `Objects after HSDS ${version}: ${schemas}`,
    },
    servers: [{ url: `${address}${openDataPath}${prefix}` }],
    paths: {
      '/services': {
        get: { parameters: parameters(every), ...answer('A page of services, or lines of them.') },
      },
      '/services/search': {
        post: {
          requestBody: { content: { 'application/json': { schema: { type: 'object', properties } } } },
          ...answer('The same, with its words in the body.'),
        },
      },
      '/services/{id}': { get: { parameters: [id], ...answer('One service.') } },
      '/organizations': {
        get: {
          parameters: parameters(every.filter((name) => name !== 'search' && name !== 'format')),
          ...answer('A page of organizations that have a service here.'),
        },
      },
      '/organizations/{id}': { get: { parameters: [id], ...answer('One organization.') } },
    },
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

  const listed = async (c: Context, given: unknown, version: HsdsVersion): Promise<Response> => {
    const { format, ...asked } = read(given, version)
    if (format === 'json') return c.json(await data.services(asked))
    // What is found by words is a page in the order of how well it answers; there is no end of it to stream.
    if (asked.search !== undefined) throw invalid(['format'])
    c.header('content-type', 'application/x-ndjson; charset=utf-8')
    return stream(
      c,
      async (out) => {
        for await (const service of data.everyService(asked)) {
          if (out.aborted) return
          await out.write(`${JSON.stringify(service)}\n`)
        }
      },
      // By itself it would print the whole error, with what was asked of the database.
      async (error) => log.error('request failed', { route: 'open-data', ...faultOf(error) }),
    )
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
      answered(async (c) => c.json(described(version, address, prefix))),
    )
    app.get(
      `${prefix}/organizations`,
      answered(async (c) => {
        const { format, ...asked } = read(c.req.query(), version)
        if (format !== 'json' || asked.search !== undefined) throw invalid(['search', 'format'])
        return c.json(await data.organizations(asked))
      }),
    )
    app.get(
      `${prefix}/organizations/:id`,
      answered(async (c) => c.json((await data.organization(c.req.param('id') ?? '')) ?? missing())),
    )
    app.get(
      `${prefix}/services`,
      answered(async (c) => listed(c, c.req.query(), version)),
    )
    // The same with its words in the body, so that they stand in nobody's log.
    app.post(
      `${prefix}/services/search`,
      answered(async (c) => listed(c, await readJson(c), version)),
    )
    app.get(
      `${prefix}/services/:id`,
      answered(async (c) => c.json((await data.service(c.req.param('id') ?? '', version)) ?? missing())),
    )
  }
  at('', '3.1')
  at('/3.0', '3.0')
  app.all(
    '*',
    answered(async () => missing()),
  )
  return app
}
