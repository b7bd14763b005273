import type { Tx } from '../../../database/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { withThoseBehind } from '../duplicates/behind.ts'
import { holdPublication } from '../publish/edition.ts'
import { publish } from '../publish/publish.usecase.ts'
import { unpublish } from '../publish/publish.repository.ts'
import { effective } from './effective.ts'
import {
  arePublished,
  markApplied,
  newStandings,
  servicesOf,
  setVetting,
  standingsOf,
  type PublicVetting,
} from './standings.repository.ts'

const servicesAtOnce = 1_000

/**
 * Makes what is published say what was found of organisations, services and sources since the last time: at once after
 * a decision, and by the clockwork where a server died in between. Returns how many standings.
 */
export async function applyStandings(deps: DirectoryDeps): Promise<number> {
  return deps.database.as({ kind: 'system' }, async (tx) => {
    if ((await newStandings(tx)).length === 0) return 0
    await holdPublication(tx)
    const standings = await newStandings(tx)
    const touched = new Set<string>()
    for (const { kind, subjectId } of standings)
      for (const id of await servicesOf(tx, kind, subjectId)) touched.add(id)
    const ids = [...touched]
    for (let from = 0; from < ids.length; from += servicesAtOnce)
      await settle(deps, tx, ids.slice(from, from + servicesAtOnce))
    await markApplied(
      tx,
      standings.map(({ no }) => no),
    )
    return standings.length
  })
}

async function settle(deps: DirectoryDeps, tx: Tx, ids: readonly string[]): Promise<void> {
  const of = effective(await standingsOf(tx, ids))
  const published = await arePublished(tx, ids)
  const stopped = ids.filter((id) => of(id) === 'stopped')
  await unpublish(tx, stopped)
  // What was stopped and is verified anew comes back.
  const back = ids.filter((id) => of(id) !== 'stopped' && !published.has(id))
  // What stands behind one that was stopped comes back; behind one that came back, it goes.
  const behind = (await withThoseBehind(tx, ids)).filter((id) => !ids.includes(id))
  await publish(tx, deps.settings, [...back, ...behind], deps.now?.() ?? new Date())
  await setVetting(
    tx,
    ids.flatMap((id) =>
      published.has(id) && of(id) !== 'stopped' ? [{ id, vetting: of(id) as PublicVetting }] : [],
    ),
  )
}
