import { sql } from 'kysely'
import type { Database } from '../../database/index.ts'
import type { ConversationSettings } from './conversations.config.ts'

/** What is true now of one team, or of all of them together. */
export type Duty = {
  /** Responders on duty: ready, or with somebody. An open desk that takes nobody and has nobody is not on duty. */
  onDuty: number
  /** On duty and ready for a new conversation. */
  free: number
  languages: string[]
  waiting: number
}

export type Board = Duty & {
  /** Of one team: who is on duty in another can't take what waits in this one. */
  of(teamId: string): Duty
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
      const { rows } = await sql<DutyRow>`
        select member_id as "memberId", team_id as "teamId", available, languages
        from conversations.presence p
        where seen_at > now() - ${settings.presenceSeconds} * interval '1 second' and (available or exists (
          select from conversations.conversations c where c.claimed_by = p.member_id and c.state = 'claimed'))`.execute(
        tx,
      )
      const queue = await sql<Waiting>`
        select c.id, c.team_id as "teamId", c.crowd from conversations.conversations c
        where c.state = 'waiting' and not c.left_message
        order by c.crowd, c.state_since, c.id limit 5000`.execute(tx)
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

type DutyRow = { memberId: string; teamId: string; available: boolean; languages: string[] }
type Waiting = { id: string; teamId: string; crowd: boolean }

function dutyOf(rows: readonly DutyRow[], waiting: number): Duty {
  const members = (some: readonly DutyRow[]) => new Set(some.map(({ memberId }) => memberId)).size
  return {
    onDuty: members(rows),
    free: members(rows.filter(({ available }) => available)),
    languages: [...new Set(rows.flatMap(({ languages }) => languages))].sort(),
    waiting,
  }
}

/** Counts one more, and gives how many there were before it. */
function add(counts: Map<string, number>, key: string): number {
  const before = counts.get(key) ?? 0
  counts.set(key, before + 1)
  return before
}

function assemble(duty: readonly DutyRow[], queue: readonly Waiting[]): Board {
  const counts = new Map<string, number>()
  const before = new Map<string, number>()
  const alone = queue.filter(({ crowd }) => !crowd)
  // Whoever comes now stands before a crowd: it is not counted against them.
  for (const { id, teamId } of alone) before.set(id, add(counts, teamId))
  const behind = new Map(counts)
  for (const { id, teamId, crowd } of queue) if (crowd) before.set(id, add(behind, teamId))
  const teams = new Map<string, Duty>()
  return {
    ...dutyOf(duty, alone.length),
    of(teamId) {
      const known = teams.get(teamId)
      if (known) return known
      const own = dutyOf(
        duty.filter((row) => row.teamId === teamId),
        counts.get(teamId) ?? 0,
      )
      teams.set(teamId, own)
      return own
    },
    ahead: (conversationId) => before.get(conversationId) ?? 0,
  }
}
