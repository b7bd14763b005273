import { sql } from 'kysely'
import type { FeedbackKind } from '../../../contracts/directory-feedback.ts'
import type { Tx } from '../../../database/index.ts'

export async function insertFeedback(
  tx: Tx,
  feedback: { serviceId: string; what: FeedbackKind; saidBy: 'person' | 'line' },
): Promise<void> {
  await sql`insert into directory.feedback (service_id, what, said_by)
    values (${feedback.serviceId}, ${feedback.what}, ${feedback.saidBy})`.execute(tx)
}

export type FeedbackRow = {
  serviceId: string
  what: FeedbackKind
  people: number
  line: number
  week: string
  last: number
}

/** What was said since somebody last looked, by service and kind. */
export async function unseenFeedback(tx: Tx): Promise<FeedbackRow[]> {
  const { rows } = await sql<FeedbackRow>`
    select service_id as "serviceId", what, (count(*) filter (where said_by = 'person'))::integer as people,
      (count(*) filter (where said_by = 'line'))::integer as line,
      to_char(max(week), 'YYYY-MM-DD') as week, max(no)::integer as last
    from directory.feedback said
    where no > coalesce((select max(up_to) from directory.feedback_looks where service_id = said.service_id), 0)
    group by service_id, what`.execute(tx)
  return rows
}

export async function insertLook(
  tx: Tx,
  look: { serviceId: string; upTo: number; note: string; by: string },
): Promise<void> {
  await sql`insert into directory.feedback_looks (service_id, up_to, note, by_member)
    values (${look.serviceId}, ${look.upTo}, ${look.note}, ${look.by})`.execute(tx)
}

/** What was said more than a year ago is no longer anybody's business; as `system`. */
export async function forgetFeedback(tx: Tx): Promise<void> {
  await sql`delete from directory.feedback where week < current_date - 365`.execute(tx)
}
