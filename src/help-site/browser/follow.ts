import { helpPaths } from '../../contracts/conversation-paths.ts'
import type { EnvelopeView, GenerationView, LineState, SeekerEvent } from '../../contracts/conversations.ts'
import { backoff, pause, post, Refused, request } from './http.ts'
import { wait } from './page.ts'
import { readEvents } from './events.ts'

export type FollowEvents = {
  arrived: (envelopes: readonly EnvelopeView[], generations: readonly GenerationView[]) => Promise<void>
  state: (state: LineState) => void
  typing: () => void
  /** News don't come, and are asked for again. Undefined: they come. */
  trouble: (problem: Refused | undefined) => void
  over: (code: string) => void
}

type Following = {
  /** Reads everything after a position once, by pages. */
  readonly catchUp: () => Promise<void>
  /** Asks once what is true now. */
  readonly look: () => Promise<void>
  readonly stop: () => void
}

const unreached = new Refused(0, 'network.unreachable')
const silentFor = 50_000
const firstWordWithin = 10_000
const pollEvery = 3_000

/**
 * Live news of the conversation: a stream by fetch (a ticket can't travel with
 * EventSource), and polling where streams don't get through.
 */
export function follow(ticket: string, after: () => number, events: FollowEvents): Following {
  let stopped = false
  let current: AbortController | undefined
  let failures = 0
  let mute = 0

  async function catchUp(): Promise<void> {
    for (let more = true; more && !stopped;) {
      const page = await post<{
        envelopes: EnvelopeView[]
        generations: GenerationView[]
        more: boolean
        state: LineState
      }>(helpPaths.messages, { after: after() }, { ticket })
      await events.arrived(page.envelopes, page.generations)
      events.state(page.state)
      more = page.more && page.envelopes.length > 0
    }
  }

  /** Resolves with whether anything at all came. */
  async function stream(): Promise<boolean> {
    const controller = (current = new AbortController())
    let watch = setTimeout(() => controller.abort(), firstWordWithin)
    let heard = false
    try {
      const init = { method: 'POST', body: JSON.stringify({ after: after() }) }
      const response = await request(helpPaths.stream, init, { ticket, signal: controller.signal })
      if (!response.body) return false
      await readEvents(
        response.body,
        () => {
          heard = true
          clearTimeout(watch)
          watch = setTimeout(() => controller.abort(), silentFor)
        },
        async (event, data) => {
          failures = 0
          events.trouble(undefined)
          await handle({ event, data } as SeekerEvent)
        },
      )
    } catch (error) {
      if (error instanceof Refused && error.status > 0) throw error
      if (!heard && !controller.signal.aborted) throw error
    } finally {
      clearTimeout(watch)
      controller.abort()
    }
    return heard
  }

  async function handle({ event, data }: SeekerEvent): Promise<void> {
    if (stopped) return
    if (event === 'message') await events.arrived(data.envelopes, data.generations)
    else if (event === 'state') events.state(data)
    else if (event === 'typing') events.typing()
    else if (event === 'over') finish('conversations.visit_over')
  }

  function finish(code: string): void {
    if (stopped) return
    stopped = true
    events.over(code)
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        // Something between us swallows streams: ask every few seconds, and try a stream again now and then.
        if (mute >= 2 && mute % 20 !== 0) {
          await catchUp()
          events.trouble(undefined)
          failures = 0
          mute++
          await wait(pollEvery)
          continue
        }
        mute = (await stream()) ? 0 : mute + 1
        if (mute === 0) await wait(backoff(0) / 2)
      } catch (error) {
        if (error instanceof Refused && !error.passing) return finish(error.code)
        if (error instanceof Refused && error.code === 'conversations.too_many_streams') {
          // Messages can be read without a stream.
          mute = 2
          continue
        }
        // A stream that breaks once is nothing to speak of.
        if (failures > 0) events.trouble(error instanceof Refused ? error : unreached)
        await pause(error, failures++)
      }
    }
  }

  void run()
  return {
    catchUp,
    look: async () => events.state(await post<LineState>(helpPaths.state, {}, { ticket })),
    stop() {
      stopped = true
      current?.abort()
    },
  }
}
