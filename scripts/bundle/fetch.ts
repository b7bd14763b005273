import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

export type Fetched = { status: number; headers: Record<string, string>; body: Buffer }

/** As an ordinary browser asks, so that the one who looks is not told apart by how they ask. */
const browser = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
}

/** One GET, no redirect followed; unpacked. Names under `.localhost` are this machine, as browsers have it. */
export function fetchFrom(
  url: string,
  encoding: 'br' | 'gzip' | 'identity',
  language = 'en',
): Promise<Fetched> {
  const { protocol, hostname } = new URL(url)
  const ask = protocol === 'https:' ? secure : plain
  const here = hostname.endsWith('.localhost')
  const headers = { ...browser, 'accept-encoding': encoding, 'accept-language': language }
  return new Promise((resolve, reject) => {
    const asking = ask(url, { headers, ...(here && { lookup: loopback }), timeout: 20_000 }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        try {
          const head = Object.entries(answer.headers).map(([name, value]) => [name, String(value)])
          const body = unpack(Buffer.concat(parts), answer.headers['content-encoding'])
          resolve({
            status: answer.statusCode ?? 0,
            headers: Object.fromEntries(head) as Record<string, string>,
            body,
          })
        } catch (error) {
          reject(error as Error)
        }
      })
    })
    asking.on('timeout', () => asking.destroy(new Error(`no answer from ${url}`)))
    asking.on('error', reject)
    asking.end()
  })
}

function unpack(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'br') return brotliDecompressSync(body)
  if (encoding === 'gzip') return gunzipSync(body)
  if (encoding === undefined || encoding === 'identity') return body
  throw new Error(`an encoding that was not asked for: ${encoding}`)
}

type Found = (
  error: Error | null,
  address: string | { address: string; family: number }[],
  family?: number,
) => void

function loopback(_: string, options: { all?: boolean | undefined }, found: Found): void {
  if (options.all) found(null, [{ address: '127.0.0.1', family: 4 }])
  else found(null, '127.0.0.1', 4)
}
