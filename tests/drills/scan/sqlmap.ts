import type { Route } from '../../../src/contracts/index.ts'
import { sampleOf, type Json } from '../../rules/hostile/inputs.ts'
import { runScanner } from './run.ts'
import type { Finding } from './wapiti.ts'

export type Asked = {
  name: string
  url: string
  /** A JSON body, or none where the parameters stand in the address. */
  body?: string
  headers: Readonly<Record<string, string>>
}

/** A route as somebody who is let in would call it, with every parameter its contract has. */
export function askedOf(route: Route, origin: string, headers: Readonly<Record<string, string>>): Asked {
  const input = sampleOf(route)
  const url = new URL(route.path, origin)
  const own = { ...headers, 'x-northline': '1' }
  if (route.method === 'post')
    return {
      name: route.id,
      url: url.href,
      body: JSON.stringify(input),
      headers: { ...own, 'content-type': 'application/json', origin },
    }
  for (const [key, value] of Object.entries(input as Record<string, Json>))
    url.searchParams.set(key, typeof value === 'string' ? value : JSON.stringify(value))
  return { name: route.id, url: url.href, headers: own }
}

/** Whether there is anything in a call that could be injected into. */
export const hasParameters = ({ url, body }: Asked): boolean =>
  new URL(url).search !== '' || (body !== undefined && body !== '{}')

/** What sqlmap says when it has confirmed a way in. (“Does not seem to be injectable” is what it says of all others.) */
const found = /identified the following injection point/

/** sqlmap over one call: boolean, error and time based, for PostgreSQL. One finding at most. */
export async function sqlmap(
  asked: Asked,
  { seconds, folder }: { seconds: number; folder: string },
): Promise<{ requests: number; ended: boolean; finding?: Finding }> {
  const { text, ended } = await runScanner(
    'sqlmap',
    [
      ['-u', asked.url],
      asked.body === undefined ? [] : ['--method', 'POST', '--data', asked.body],
      Object.entries(asked.headers).flatMap(([key, value]) => ['-H', `${key}: ${value}`]),
      ['--batch', '--flush-session', '--disable-coloring', '--output-dir', folder],
      ['--dbms', 'PostgreSQL', '--technique', 'BET', '--level', '1', '--risk', '1', '--time-sec', '2'],
      // Refusals are this server's usual answer, and no reason to stop.
      ['--ignore-code', '400,401,403,404,409,410,413,422,429', '--timeout', '15', '--retries', '0'],
    ].flat(),
    { seconds, folder, input: '' },
  )
  const requests = (text.match(/testing '/g) ?? []).length
  if (!found.test(text)) return { requests, ended }
  const place = /Parameter: ([^\n]+)/.exec(text)?.[1] ?? 'a parameter'
  return {
    requests,
    ended,
    finding: { by: 'sqlmap', severity: 'high', what: `SQL injection through ${place}`, where: asked.name },
  }
}
