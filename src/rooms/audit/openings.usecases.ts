import type { SeekerActor } from '../../kernel/index.ts'
import type { Database } from '../../database/index.ts'
import type { Audit } from './audit.usecases.ts'
import { openingsOf, type Opening as OpeningRow } from './entries.repository.ts'

/** That a conversation was opened: in which role, and when. Never by whom. */
export type Opening = { role: 'responder' | 'supervisor'; at: Date }

/** Of one member, within this time (ms), several are one. */
const oneOpening = 3_600_000
const mostRead = 500

/**
 * Who opened the seeker's own conversation, newest first. The caller has made
 * sure that this visit may know.
 */
export async function readOpenings(
  { database, audit }: { database: Database; audit: Audit },
  actor: SeekerActor,
): Promise<Opening[]> {
  const subject = { kind: 'conversation', id: actor.conversationId } as const
  const name = await database.as(actor, (tx) => audit.nameOf(tx, subject))
  if (name === undefined) return []
  const rows = await database.as(actor, (tx) => openingsOf(tx, name, mostRead), {
    capabilities: [`opened:${name}`],
  })
  return gathered(rows)
}

/** One line for each time that somebody came, not for each page that they read. */
export function gathered(rows: readonly OpeningRow[]): Opening[] {
  const openings: Opening[] = []
  const coming = new Map<string, Opening>()
  for (const { who, action, at } of rows) {
    const key = `${who} ${action}`
    const known = coming.get(key)
    if (known && known.at.getTime() - at.getTime() < oneOpening) {
      // The line tells when they came.
      known.at = at
      continue
    }
    const role = action === 'conversations.supervisor_read' ? 'supervisor' : 'responder'
    const opening: Opening = { role, at }
    coming.set(key, opening)
    openings.push(opening)
  }
  return openings.sort((a, b) => b.at.getTime() - a.at.getTime())
}
