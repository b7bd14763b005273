import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eachOf } from './each-of.ts'
import type { Side } from './side.ts'
import { createWire } from './wire.ts'

/** The baseline in a process of its own, with as many open streams as Northline has. */
export async function startLeast(
  databaseUrl: string | undefined,
  size: { conversations: number; responders: number },
): Promise<Side> {
  const home = mkdtempSync(join(tmpdir(), 'northline-least-'))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'least-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: join(home, 'data'),
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())))
    child.once('exit', () => reject(new Error('the baseline did not start')))
  })
  const wire = createWire(port, `127.0.0.1:${port}`)
  const side: Side = {
    name: 'least',
    pid: child.pid ?? 0,
    conversations: size.conversations,
    make: async (conversation, by, text) => {
      const to = by === 'seeker' ? `r${conversation % size.responders}` : `s${conversation}`
      const body = JSON.stringify({ conversation: `c${conversation}`, to, text })
      const send = async () => {
        const { status } = await wire.post('/send', body)
        if (status !== 200) throw new Error(`the baseline answered ${status}`)
      }
      return { key: text, by, text, madeIn: 0, send }
    },
    read: async (_conversation, shown) => shown,
    onShown: () => undefined,
    broken: 0,
    stop: async () => {
      wire.close()
      child.kill('SIGTERM')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
  const names = [
    ...Array.from({ length: size.responders }, (_, index) => `r${index}`),
    ...Array.from({ length: size.conversations }, (_, index) => `s${index}`),
  ]
  const heard = (_event: string, data: string) => side.onShown((JSON.parse(data) as { text: string }).text)
  await eachOf(names, 16, async (name) => {
    await wire.stream('GET', `/stream?to=${name}`, {}, { heard, ended: () => void side.broken++ })
  })
  return side
}
