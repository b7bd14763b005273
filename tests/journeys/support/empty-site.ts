import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A site that answers with no content, so that a page which sends the browser there stays on the screen. */
export async function emptySite(): Promise<{ origin: string; close: () => void }> {
  const server = createServer((_, answer) => answer.writeHead(204).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, close: () => void server.close() }
}
