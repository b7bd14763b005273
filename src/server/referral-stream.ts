import { referralStream as declared } from '../contracts/referral-stream.ts'
import type { StreamRoute } from '../contracts/stream.ts'
import type { Database } from '../database/index.ts'
import type { StaffActor } from '../kernel/index.ts'
import { identityEventOf, identityTopic } from '../rooms/identity/index.ts'
import { readReferralEvent, referralTopic, staffHears } from '../rooms/referrals/index.ts'

type Hearer = {
  actor: StaffActor
  push: (event: string, data: unknown) => void
  end: () => void
  look: () => void
  changed: () => void
}

const heartbeat = 20_000
const recheck = 60_000
const mostWaiting = 512

/** The staff stream of referrals: one listener a process, forwarded to whoever may hear it. */
export async function openReferralStreams(
  database: Database,
): Promise<{ route: StreamRoute; close: () => Promise<void> }> {
  const hearers = new Set<Hearer>()
  const stop = await database.listen(referralTopic, (payload) => {
    const event = readReferralEvent(payload)
    for (const hearer of hearers) {
      if (event === 'everything') hearer.push('again', {})
      else if (event && staffHears(hearer.actor.teams, event)) hearer.push('change', event)
    }
  })
  const stopSessions = await database.listen(identityTopic, (payload) => {
    // After a lost connection nobody knows which sessions have ended meanwhile.
    if (payload === '') return hearers.forEach((hearer) => hearer.look())
    const event = identityEventOf(payload)
    for (const hearer of hearers) {
      if (event?.k === 'ended' && hearer.actor.sessionId === event.session) hearer.end()
      if (event?.k === 'roles' && hearer.actor.memberId === event.member) hearer.changed()
    }
  })
  const route: StreamRoute = {
    ...declared,
    open: async (_input, { actor, reauthenticate }) =>
      streamFor(hearers, actor as StaffActor, async () => {
        const now = await reauthenticate()
        return now.kind === 'staff' && now.memberId === (actor as StaffActor).memberId ? now : undefined
      }),
  }
  return {
    route,
    close: async () => {
      for (const hearer of hearers) hearer.end()
      await stop()
      await stopSessions()
    },
  }
}

function streamFor(
  hearers: Set<Hearer>,
  actor: StaffActor,
  now: () => Promise<StaffActor | undefined>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let hearer: Hearer | undefined
  const timers: NodeJS.Timeout[] = []
  let over = false
  const leave = () => {
    over = true
    timers.forEach(clearInterval)
    if (hearer) hearers.delete(hearer)
  }
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      const end = () => {
        // A second look may come back when the stream has ended; closing twice would throw.
        if (over) return
        leave()
        controller.close()
      }
      const write = (text: string) => {
        // A client that takes nothing for so many events is gone.
        if ((controller.desiredSize ?? 0) < -mostWaiting) end()
        else controller.enqueue(encoder.encode(text))
      }
      const look = () =>
        now().then((still) => {
          if (!still) end()
          else if (hearer) hearer.actor = still
        }, end)
      hearer = {
        actor,
        end,
        look: () => void look(),
        // Nothing is told by the old roles while the new ones are looked up.
        changed: () => {
          if (hearer) hearer.actor = { ...hearer.actor, teams: [] }
          void look().then(() => (over ? undefined : write('event: session\ndata: {}\n\n')))
        },
        push: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      }
      hearers.add(hearer)
      // It may have ended between the look at the cookie and now, when nobody listened yet.
      void look()
      write(': here\n\n')
      timers.push(setInterval(() => write(': still here\n\n'), heartbeat))
      timers.push(setInterval(look, recheck))
    },
    cancel: leave,
  })
}
