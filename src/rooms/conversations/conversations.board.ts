import { sql } from 'kysely'
import type { Database } from '../../database/index.ts'
import type { ConversationSettings } from './conversations.config.ts'

/** What is true of the whole line now. */
export type Board = {
  /** Responders on duty: ready, or with somebody. An open desk that takes nobody and has nobody is not on duty. */
  onDuty: number
  /** On duty and ready for a new conversation. */
  free: number
  languages: string[]
  waiting: number
  /** How many conversations wait before this one in its team; 0 when it does not wait. */
  ahead(conversationId: string): number
}

export type BoardReader = { read(): Promise<Board> }

const freshFor = 1_000

/**
 * Reads the board at most once a second per process, in the name of the
 * server's own clockwork: a public page that shows it never reaches the database.
 */
export function createBoard(database: Database, settings: ConversationSettings): BoardReader {
  let last: { board: Board; at: number } | undefined
  let reading: Promise<Board> | undefined

  async function load(): Promise<Board> {
    const board = await database.as({ kind: 'system' }, async (tx) => {
      const { rows } = await sql<{ memberId: string; available: boolean; languages: string[] }>`
        select member_id as "memberId", bool_or(available) as available,
          (select coalesce(array_agg(distinct l), '{}') from conversations.presence q, unnest(q.languages) l
            where q.member_id = p.member_id) as languages
        from conversations.presence p
        where seen_at > now() - ${settings.presenceSeconds} * interval '1 second'
        group by member_id
        having bool_or(available) or exists (
          select from conversations.conversations c where c.claimed_by = p.member_id and c.state = 'claimed')`.execute(
        tx,
      )
      const queue = await sql<{ id: string; teamId: string }>`
        select c.id, c.team_id as "teamId" from conversations.conversations c
        where c.state = 'waiting' and not c.left_message
        order by c.state_since, c.id limit 5000`.execute(tx)
      return assemble(rows, queue.rows)
    })
    last = { board, at: Date.now() }
    return board
  }

  return {
    read() {
      if (last && Date.now() - last.at < freshFor) return Promise.resolve(last.board)
      reading ??= load().finally(() => (reading = undefined))
      return reading
    },
  }
}

function assemble(
  duty: readonly { memberId: string; available: boolean; languages: string[] }[],
  queue: readonly { id: string; teamId: string }[],
): Board {
  const counts = new Map<string, number>()
  const before = new Map<string, number>()
  for (const { id, teamId } of queue) {
    const count = counts.get(teamId) ?? 0
    before.set(id, count)
    counts.set(teamId, count + 1)
  }
  return {
    onDuty: duty.length,
    free: duty.filter(({ available }) => available).length,
    languages: [...new Set(duty.flatMap(({ languages }) => languages))].sort(),
    waiting: queue.length,
    ahead: (conversationId) => before.get(conversationId) ?? 0,
  }
}
