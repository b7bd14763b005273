import { request } from 'node:http'

/** What `/health/ready` answers; 0 when nothing does. */
export function ready(port: number): Promise<number> {
  return new Promise((resolve) => {
    const asking = request({ host: '127.0.0.1', port, path: '/health/ready', timeout: 10_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asking.once('error', () => resolve(0))
    asking.once('timeout', () => asking.destroy())
    asking.end()
  })
}

/** Looks again and again; whether it became true in time. */
export async function until(milliseconds: number, look: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end;) {
    if (await look()) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return look()
}
