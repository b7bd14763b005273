import { sql } from 'kysely'
import type { Labels } from '../../../contracts/statistics.ts'
import type { Tx } from '../../../database/index.ts'
import type { About, Content, Figures } from './content.ts'

export type HeadRow = {
  id: string
  title: Labels
  invented: boolean
  publishedAt: Date
  replaces: string | null
  why: Labels | null
  replacedBy: string | null
}

export async function listHeads(tx: Tx): Promise<HeadRow[]> {
  const { rows } = await sql<HeadRow>`
    select r.id, r.title, r.invented, r.published_at as "publishedAt", r.replaces, r.why, later.id as "replacedBy"
    from statistics.releases r left join statistics.releases later on later.replaces = r.id
    order by r.no desc`.execute(tx)
  return rows
}

export async function findContent(
  tx: Tx,
  id: string,
): Promise<{ about: About; figures: Figures; rowCount: number } | undefined> {
  const { rows } = await sql<{ about: About; figures: Figures; rowCount: number }>`
    select about, figures, (length(rows) - length(replace(rows, chr(10), '')) - 1) as "rowCount"
    from statistics.releases where id = ${id}`.execute(tx)
  return rows[0]
}

export async function findRows(tx: Tx, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ rows: string }>`select rows from statistics.releases where id = ${id}`.execute(
    tx,
  )
  return rows[0]?.rows
}

export type NewRelease = Content & {
  id: string
  title: Labels
  invented: boolean
  hash: string
  replaces?: { releaseId: string; why: Labels }
}

/** False where just this was published before. */
export async function insertRelease(tx: Tx, release: NewRelease): Promise<boolean> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
  const { numAffectedRows } = await sql`
    insert into statistics.releases (id, title, invented, hash, about, figures, rows, replaces, why)
    values (${release.id}, ${json(release.title)}::jsonb, ${release.invented}, ${release.hash}, ${json(release.about)}::jsonb,
      ${json(release.figures)}::jsonb, ${release.rows}, ${release.replaces?.releaseId ?? null},
      ${json(release.replaces?.why)}::jsonb)
    on conflict (hash) do nothing`.execute(tx)
  return numAffectedRows === 1n
}
