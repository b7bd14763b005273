import type { ServerProcess } from '../../support/server-process.ts'

/** What makes Node answer SIGUSR1 with an inspector on a free port of loopback. */
export const inspectable = '--inspect-port=127.0.0.1:0'

/**
 * Has the server collect its garbage, so that its memory is what it holds and
 * not what it has dropped: by Node's inspector (Chrome DevTools protocol).
 */
export async function collectGarbage({ child, output }: ServerProcess): Promise<void> {
  const listening = /Debugger listening on (ws:\/\/\S+)/
  if (!listening.test(output())) child.kill('SIGUSR1')
  for (let attempt = 0; !listening.test(output()); attempt++) {
    if (attempt > 100) throw new Error('the server opened no inspector')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const socket = new WebSocket(listening.exec(output())?.[1] ?? '')
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true })
    socket.addEventListener('error', reject, { once: true })
  })
  const collected = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }))
  socket.send('{"id":1,"method":"HeapProfiler.collectGarbage"}')
  await collected
  socket.close()
  await new Promise((resolve) => setTimeout(resolve, 500))
}
