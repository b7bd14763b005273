import { bytesToBase64Url, randomId } from '../../../src/kernel/index.ts'
import { newSeeker } from '../../support/line/seeker.ts'
import type { Stage } from './stage.ts'

/** How long each waited until their first message was taken, in milliseconds, and which conversation it is. */
export type Came = { waited: number; conversationId: string }

/** Somebody with script: what the page does, from Send to the acknowledgement. */
export async function comesWithScript(stage: Stage, address: string): Promise<Came> {
  const client = stage.from(address)
  const seeker = await newSeeker(client)
  const start = performance.now()
  await seeker.pen.write({ kind: 'text', text: 'please help' })
  return { waited: performance.now() - start, conversationId: seeker.conversationId }
}

/** Somebody without: from Send until the page shows the message as taken. */
export async function comesWithoutScript(stage: Stage, address: string): Promise<Came> {
  const client = stage.from(address)
  const conversationId = randomId()
  const half = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  const ids = { c: conversationId, ticket: randomId(), half, once: randomId() }
  const fields: Record<string, string> = { ...ids, text: 'please help', mode: 'still' }
  const start = performance.now()
  for (let tries = 0; tries < 20; tries++) {
    const response = await client.fetch('/en/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    })
    const page = await response.text()
    if (response.status === 200 && page.includes('please help</')) break
    // The page came back with what was typed: the person waits as it says, and sends again.
    const turn = /name="turn" value="([\w-]+)"/.exec(page)?.[1]
    if (turn !== undefined) fields['turn'] = turn
    const seconds = Number(response.headers.get('retry-after') ?? '5')
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  }
  return { waited: performance.now() - start, conversationId }
}
