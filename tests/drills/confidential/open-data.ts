import { randomInt } from 'node:crypto'
import { csvTables } from '../../../src/rooms/directory/index.ts'

type Listed = { contents: { id: string; organization_id?: string }[] }

/** Asks the open data for everything it has: its downloads, each of its lists in both versions, and what is near 40 points around two towns. */
export async function sweepOpenData(get: (path: string) => Promise<string>): Promise<void> {
  for (const table of Object.keys(csvTables)) await get(`/hsds/csv/${table}.csv?unvetted=true`)
  for (const path of ['/hsds/csv/datapackage.json', '/hsds/airs.xml?unvetted=true']) await get(path)
  for (const version of ['', '/3.0']) {
    const base = `/hsds${version}`
    for (const path of ['', '/openapi.json', '/services?per_page=200&unvetted=true', '/services?format=ndjson&unvetted=true', '/services?search=beds&unvetted=true', '/organizations?unvetted=true', '/services/x', '/services?page=0',
      '/service_at_locations?per_page=200&unvetted=true', '/service_at_locations?format=ndjson&unvetted=true', '/service_at_locations?search=beds&unvetted=true', '/taxonomies?per_page=200', '/taxonomy_terms?per_page=200', '/taxonomy_terms?format=ndjson'])
      await get(base + path)
    // From every side, near and far: a house that is somewhere would be there from one point and not from another.
    for (let i = 0; i < 40; i++)
      for (const list of ['services', 'service_at_locations'])
        await get(`${base}/${list}?unvetted=true&per_page=200&postcode=${(44.25 + randomInt(-800, 800) / 10_000).toFixed(4)},${(-76.55 + randomInt(-800, 800) / 10_000).toFixed(4)}&proximity=${[300, 2_000, 20_000][i % 3]}`)
    const { contents } = JSON.parse(await get(`${base}/services?unvetted=true&per_page=200`)) as Listed
    for (const { id, organization_id } of contents) {
      await get(`${base}/services/${id}`)
      if (organization_id) await get(`${base}/organizations/${organization_id}`)
    }
    const { contents: places } = JSON.parse(await get(`${base}/service_at_locations?unvetted=true&per_page=200`)) as Listed
    for (const { id } of places) await get(`${base}/service_at_locations/${id}`)
  } // prettier-ignore
}
