import { sql, type RawBuilder } from 'kysely'
import { monthOf } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { ConversationSettings } from './conversations.config.ts'

const day = 86_400_000

type Keeping = Pick<ConversationSettings, 'keepDays' | 'copyDays'>

/**
 * The month whose outer key wraps a conversation that is kept until `keptUntil`: the one it is destroyed
 * in, but never further ahead than copies of the database are to stay readable. While it is kept it
 * is wrapped anew, month by month; old copies close behind it.
 */
export function wrapMonth(now: Date, keptUntil: Date, { copyDays }: Pick<Keeping, 'copyDays'>): string {
  const renewed = monthOf(new Date(now.getTime() + copyDays * day))
  const last = monthOf(keptUntil)
  return last < renewed ? last : renewed
}

/** Until when a conversation is kept that was touched at a moment and is not held. */
export function keptUntil(touchedAt: Date, { keepDays }: Pick<Keeping, 'keepDays'>): Date {
  return new Date(touchedAt.getTime() + keepDays * day)
}

/**
 * The same over the row `c`, with the end of a live legal hold, which nothing shortens. One that was
 * deleted and is held is kept for the hold alone, and not at all once that is over (null).
 */
export function keptUntilSql({ keepDays }: Pick<Keeping, 'keepDays'>): RawBuilder<Date | null> {
  return sql<Date | null>`greatest(
    case when c.set_aside_at is null then c.touched_at + ${keepDays} * interval '1 day' end,
    (select max(h.until) from conversations.legal_holds h
      where h.conversation_id = c.id and conversations.hold_is_live(h)))`
}

/** Conversations still wrapped under the key of a month, which must then not be destroyed. In the system's name. */
export async function wrappedConversations(tx: Tx, month: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from conversations.conversations where destroy_month = ${month}`.execute(tx)
  return rows[0]?.count ?? 0
}
