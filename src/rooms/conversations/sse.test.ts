import { expect, it } from 'vitest'
import { openSse, type Sse } from './sse.ts'

function opened(): { stream: ReadableStream<Uint8Array>; sse: Sse; ended: () => boolean } {
  let sse: Sse | undefined
  let over = false
  const stream = openSse((made) => {
    sse = made
    return () => void (over = true)
  })
  if (!sse) throw new Error('not run')
  return { stream, sse, ended: () => over }
}

it('keeps every event in order for somebody who is slow, as long as little waits', async () => {
  const { stream, sse, ended } = opened()
  for (let n = 0; n < 2_000; n++) sse.send('message', { n })
  sse.close()
  expect(ended()).toBe(true)
  const text = await new Response(stream).text()
  const numbers = [...text.matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n))
  expect(numbers).toEqual(Array.from({ length: 2_000 }, (_, n) => n))
})

it('ends for somebody who takes nothing once too much waits, however few events that is', () => {
  const { sse, ended } = opened()
  const page = 'x'.repeat(1_000_000)
  for (let n = 0; n < 6; n++) sse.send('message', { page })
  expect(ended()).toBe(false)
  for (let n = 0; n < 3; n++) sse.send('message', { page })
  expect(ended()).toBe(true)
  expect(sse.closed).toBe(true)
})

it('runs what was returned when the reader goes away', async () => {
  const { stream, ended } = opened()
  await stream.cancel()
  expect(ended()).toBe(true)
})
