import { OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import type { Access, Route } from '../contracts/index.ts'

const problem = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    facts: z.record(z.string(), z.unknown()).optional(),
  }),
})

/** The contract of both origins as an OpenAPI 3.1 document. Generated, committed, checked against drift. */
export function openApiDocument(routes: readonly Route[]): Record<string, unknown> {
  const app = new OpenAPIHono()
  for (const route of [...routes].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const request =
      route.method === 'get'
        ? { query: route.input as z.ZodObject }
        : { body: { required: true, content: { 'application/json': { schema: route.input } } } }
    app.openAPIRegistry.registerPath({
      method: route.method,
      path: route.path,
      operationId: route.id,
      summary: route.summary,
      tags: [route.origin === 'both' ? 'help and workspace' : route.origin],
      description: `Access: ${describeAccess(route)}. Errors: ${['request.*', ...route.errors].join(', ')}.`,
      request,
      responses: {
        200: { description: 'Done.', content: { 'application/json': { schema: route.output } } },
        default: {
          description: 'A problem, with a stable code.',
          content: { 'application/json': { schema: problem } },
        },
      },
    })
  }
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Northline',
      version: '0.1.0',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      description:
        'Two origins, one contract. Seekers authorise with `Authorization: Visit <ticket>`, staff with the session cookie and the header `x-northline: 1`.',
    },
  })
  return document as unknown as Record<string, unknown>
}

function describeAccess({ access, fresh }: Route): string {
  return fresh ? `${whoMay(access)}, who proved within ten minutes who they are` : whoMay(access)
}

function whoMay(access: Access): string {
  if (access === 'public') return 'anyone'
  if (access === 'seeker') return 'the holder of a visit’s ticket'
  if (access === 'staff') return 'any signed-in member'
  return `members who are ${access.roles.join(' or ')}`
}
