import { createHash } from 'node:crypto'
import type { Labels, PublishedRelease, ReleaseHead } from '../../../contracts/statistics.ts'
import type { Database } from '../../../database/index.ts'
import { NorthlineError, type Actor } from '../../../kernel/index.ts'
import { statisticsErrors } from '../statistics.errors.ts'
import type { Content } from './content.ts'
import { labelled } from './labels.ts'
import { findContent, findRows, insertRelease, listHeads, type HeadRow } from './releases.repository.ts'

export type StatisticsDeps = { readonly database: Database }

export type Publication = {
  title: Labels
  invented: boolean
  replaces?: { releaseId: string; why: Labels }
}

/**
 * Publishes a release, whole and for good. The same again is found and changes nothing: it is served, and never drawn anew.
 * Its id follows from its content.
 */
export async function publishRelease(
  { database }: StatisticsDeps,
  content: Content,
  { title, invented, replaces }: Publication,
): Promise<{ releaseId: string; before: boolean }> {
  const hash = createHash('sha256')
    .update(JSON.stringify([content.about, content.figures, content.rows]))
    .digest()
  const releaseId = hash.subarray(0, 16).toString('base64url')
  return database.as({ kind: 'system' }, async (tx) => {
    if (replaces) {
      const wrong = (await listHeads(tx)).find(({ id }) => id === replaces.releaseId)
      if (!wrong) throw new NorthlineError(statisticsErrors.no_release)
      if (wrong.replacedBy !== null && wrong.replacedBy !== releaseId)
        throw new NorthlineError(statisticsErrors.already_corrected)
    }
    const made = await insertRelease(tx, {
      ...content,
      id: releaseId,
      title,
      invented,
      hash: hash.toString('hex'),
      ...(replaces ? { replaces } : {}),
    })
    return { releaseId, before: !made }
  })
}

export async function releases({ database }: StatisticsDeps, actor: Actor): Promise<ReleaseHead[]> {
  return (await database.as(actor, listHeads)).map(headOf)
}

/** One release, or the latest that no other corrects. */
export async function releaseOf(
  { database }: StatisticsDeps,
  actor: Actor,
  releaseId: string | undefined,
): Promise<PublishedRelease> {
  return database.as(actor, async (tx) => {
    const heads = await listHeads(tx)
    const head =
      releaseId === undefined
        ? heads.find(({ replacedBy }) => replacedBy === null)
        : heads.find(({ id }) => id === releaseId)
    const content = head && (await findContent(tx, head.id))
    if (!head || !content) throw new NorthlineError(statisticsErrors.no_release)
    const { about, figures, rowCount } = content
    return {
      ...headOf(head),
      codebook: about.codebook,
      loss: about.loss,
      ledger: about.ledger,
      total: about.total,
      rows: rowCount,
      variables: labelled(figures),
      tables: figures.tables,
    }
  })
}

/** The synthetic rows of a release, as CSV. */
export async function rowsOfRelease(
  { database }: StatisticsDeps,
  actor: Actor,
  releaseId: string,
): Promise<string> {
  const rows = await database.as(actor, (tx) => findRows(tx, releaseId))
  if (rows === undefined) throw new NorthlineError(statisticsErrors.no_release)
  return rows
}

function headOf({ id, title, invented, publishedAt, replaces, why, replacedBy }: HeadRow): ReleaseHead {
  return {
    releaseId: id,
    title,
    invented,
    at: publishedAt.toISOString(),
    ...(replaces && why ? { replaces: { releaseId: replaces, why } } : {}),
    ...(replacedBy ? { replacedBy } : {}),
  }
}
