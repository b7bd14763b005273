import { startPostgres } from './server.ts'

/** One server for the whole suite; each test file makes a database of its own on it. */
export default async function setup(): Promise<(() => Promise<void>) | void> {
  if (process.env['TEST_DATABASE_URL']) return
  const server = await startPostgres(['fsync=off'])
  process.env['TEST_DATABASE_URL'] = server.url
  return () => server.stop()
}
