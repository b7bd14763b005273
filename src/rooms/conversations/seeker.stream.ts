import { seekerStream as declared } from '../../contracts/conversations-streams.ts'
import type { StreamRoute } from '../../contracts/stream.ts'
import { enterStream, type Room } from './conversations.room.ts'
import { createSeekerFeed } from './seeker.feed.ts'
import { openSse } from './sse.ts'
import { createStreamClock, fail, finish, sameActor } from './stream-clock.ts'

/** The seeker's live stream: by POST with the visit's ticket, since a ticket never stands in an address. */
export function seekerStream(room: Room): StreamRoute {
  return {
    ...declared,
    open: async (input, { actor, reauthenticate }) => {
      if (actor.kind !== 'seeker') throw new TypeError('a seeker’s stream without a seeker')
      const { after } = declared.input.parse(input)
      let end = () => undefined as void
      const left = enterStream(room, actor, () => end())
      return openSse((sse) => {
        end = () => finish(sse, 'again')
        const feed = createSeekerFeed(room, actor, {
          after,
          show: ({ event, data }) => {
            if (event === 'again' || event === 'over') finish(sse, event)
            else sse.send(event, data)
          },
          failed: (error) => fail(sse, error),
        })
        const clock = createStreamClock(sse, room.settings, async () =>
          sameActor(actor, await reauthenticate()),
        )
        const leave = room.hub.join(
          { conversationId: actor.conversationId },
          {
            ...feed,
            tick: (now) => {
              clock(now)
              feed.tick(now)
            },
          },
        )
        void feed.begin()
        return () => {
          leave()
          left()
        }
      })
    },
  }
}
