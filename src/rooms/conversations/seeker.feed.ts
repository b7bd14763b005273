import type { LineState, SeekerEvent } from '../../contracts/conversations.ts'
import { pageSize } from '../../contracts/conversations.ts'
import type { SeekerActor } from '../../kernel/index.ts'
import type { Board } from './conversations.board.ts'
import type { ConversationEvent } from './conversations.events.ts'
import type { Delivery, Listener } from './conversations.hub.ts'
import type { Room } from './conversations.room.ts'
import type { OwnState } from './conversations.state.ts'
import { conversationState, presentState, readMessages } from './seeker.usecases.ts'

/** Everything that a seeker's visit should be shown, as it happens. */
export type SeekerFeed = Listener & {
  /** Begins with what came after the position it was made with. */
  begin(): Promise<void>
}

/**
 * What one visit is shown, in order and without gaps: an envelope that follows
 * the last one is passed on as it comes, anything else is read from the
 * database in the visit's own name. `failed` is called at most once.
 */
export function createSeekerFeed(
  room: Room,
  actor: SeekerActor,
  options: { after: number; show: (event: SeekerEvent) => void; failed: (error: unknown) => void },
): SeekerFeed {
  const { conversationId, visitId } = actor
  const { show, failed } = options
  const held = new Set<number>()
  let last = options.after
  let own: OwnState | undefined
  let told = ''
  let toldBoard = ''
  let reading = false
  let readAgain = false
  let telling = false
  let tellAgain: 'known' | 'fresh' | undefined

  function attempt(work: () => Promise<void>): Promise<void> {
    return work().catch(failed)
  }

  async function catchUp(): Promise<void> {
    readAgain = true
    if (reading) return
    reading = true
    try {
      while (readAgain) {
        readAgain = false
        await readPage()
      }
    } finally {
      reading = false
    }
  }

  async function readPage(): Promise<void> {
    const { page, state } = await readMessages(room, actor, { after: last, limit: pageSize }, held)
    const { envelopes, generations, through, more } = page
    for (const { number } of generations) held.add(number)
    if (envelopes.length > 0 || generations.length > 0)
      show({ event: 'message', data: { envelopes, generations } })
    last = Math.max(last, through)
    own ??= state
    readAgain ||= more
  }

  function take(event: ConversationEvent & { k: 'message' }, delivery: Delivery | undefined): void {
    if (event.p <= last) return
    if (!reading && delivery && event.p === last + 1 && held.has(event.g)) {
      last = event.p
      show({ event: 'message', data: { envelopes: [delivery.envelope], generations: [] } })
    } else {
      void attempt(catchUp)
    }
  }

  /** One after the other, so that an older answer never comes after a newer one. */
  async function tellState(fresh: boolean): Promise<void> {
    tellAgain = fresh ? 'fresh' : (tellAgain ?? 'known')
    if (telling) return
    telling = true
    try {
      while (tellAgain) {
        const known = tellAgain === 'known' ? own : undefined
        tellAgain = undefined
        tell(known ? await presentState(room, actor, known) : await conversationState(room, actor))
      }
    } finally {
      telling = false
    }
  }

  function tell(state: LineState): void {
    const { responderTyping: _, ...lasting } = state
    own = lasting
    toldBoard = boardOf(conversationId, lasting.teamId, lasting)
    const now = JSON.stringify(lasting)
    if (now === told) return
    told = now
    show({ event: 'state', data: state })
  }

  return {
    async begin() {
      await attempt(async () => {
        await catchUp()
        await tellState(false)
      })
    },

    heard(event, delivery) {
      if (event.k === 'message') take(event, delivery)
      else if (event.k === 'typing' && event.by === 'r') show({ event: 'typing', data: {} })
      else if (event.k === 'state' && event.b) show({ event: 'over', data: {} })
      else if (event.k === 'state') void attempt(() => tellState(true))
      else if (event.k === 'over' && event.v === visitId) show({ event: 'over', data: {} })
    },

    missed() {
      void attempt(async () => {
        await catchUp()
        await tellState(true)
      })
    },

    tick() {
      // The queue moves without this conversation: only what the board knows can have changed.
      if (own?.state !== 'waiting') return
      const { teamId } = own
      room.board.read().then(
        (board) =>
          void (boardOf(conversationId, teamId, board) !== toldBoard && attempt(() => tellState(false))),
        () => undefined,
      )
    },

    stop: () => show({ event: 'again', data: {} }),
  }
}

/** What of its team a waiting person is told, to compare. */
function boardOf(
  conversationId: string,
  teamId: string,
  now: Board | { ahead: number; open: boolean; respondersFree: number },
): string {
  if ('of' in now) {
    const { onDuty, free } = now.of(teamId)
    return `${now.ahead(conversationId)}/${onDuty > 0}/${free}`
  }
  return `${now.ahead}/${now.open}/${now.respondersFree}`
}
