import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openDatabase, openPglite, type Database } from '../../../src/database/index.ts'
import { startPostgres } from '../../postgres/server.ts'
import { joinWalPages } from '../../support/canary/postgres-wal.ts'
import { lootOf, rowsOf, type Loot } from '../../support/opening/loot.ts'
import { restorePoint, type Stage } from './stage.ts'

const run = promisify(execFile)

/** Runs on the installation's own database, while no server does. */
export async function onDatabase<Result>(
  stage: Stage,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(
    stage.postgres ? { url: stage.postgres.url, poolSize: 1 } : { dataDir: stage.home.data },
  )
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** What lies in a copy of the data folder. */
export async function lootOfFolder(stage: Stage, folder: string): Promise<Loot> {
  if (!stage.postgres) return looted(await openDatabase({ dataDir: folder }))
  const server = await startPostgres([], { from: folder })
  try {
    return await looted(await openDatabase({ url: server.url, poolSize: 1 }))
  } finally {
    await server.stop()
  }
}

async function looted(database: Database): Promise<Loot> {
  try {
    return await lootOf(database)
  } finally {
    await database.close()
  }
}

/** Takes a dump now and gives how to read it later. Says by which tool, since a server newer than the tool refuses it. */
export async function dump(stage: Stage): Promise<{ how: string; read: () => Promise<Loot> }> {
  if (!stage.postgres)
    return onDatabase(stage, async ({ pglite }) => {
      const packed = await pglite?.dumpDataDir('gzip')
      if (!packed) throw new Error('no embedded engine')
      const read = async () =>
        looted(await openDatabase({ pglite: await openPglite(undefined, { loadDataDir: packed }) }))
      return { how: 'dumpDataDir', read }
    })
  const file = join(stage.home.root, 'dump.sql')
  const dumped = await run('pg_dump', ['--file', file, stage.postgres.url]).then(
    () => true,
    () => false,
  )
  if (!dumped) {
    // As COPY writes it: rows as text, which is what a dump of the data is.
    const rows = await onDatabase(stage, lootOf)
    writeFileSync(file, JSON.stringify(rows))
    const read = async () => JSON.parse(readFileSync(file, 'utf8'), revive) as Loot
    return { how: 'rows as text', read }
  }
  const read = async () => {
    const server = await startPostgres(['fsync=off'])
    try {
      await run('psql', ['--quiet', '--no-psqlrc', '-v', 'ON_ERROR_STOP=0', '--file', file, server.url])
      return await looted(await openDatabase({ url: server.url, poolSize: 1 }))
    } finally {
      await server.stop()
    }
  }
  return { how: 'pg_dump', read }
}

const revive = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
    ? Buffer.from((value as unknown as { data: number[] }).data)
    : value

/** Marks the moment that the log of changes is played back to, and sees to it that it is all in the archive. */
export async function markLog(stage: Stage): Promise<void> {
  if (!stage.postgres) return
  await onDatabase(stage, async (database) => {
    await rowsOf(database, `select pg_create_restore_point('${restorePoint}')`)
    const [segment] = await rowsOf<{ name: string }>(
      database,
      `select pg_walfile_name(pg_switch_wal()) as name`,
    )
    const deadline = Date.now() + 30_000
    while (!readdirSync(stage.archive).includes(segment?.name ?? '')) {
      if (Date.now() > deadline) throw new Error('the log of changes was not archived')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })
}

/** The database as it was before anything was deleted, from the first copy and the archived log of changes. */
export async function lootOfLog(stage: Stage): Promise<Loot> {
  const recovery = [
    `restore_command=cp ${stage.archive}/%f %p`,
    `recovery_target_name=${restorePoint}`,
    'recovery_target_action=promote',
  ]
  writeFileSync(join(stage.base, 'recovery.signal'), '')
  const server = await startPostgres(recovery, { from: stage.base })
  try {
    const database = await openDatabase({ url: server.url, poolSize: 1 })
    const played = async () =>
      (await rowsOf<{ still: boolean }>(database, 'select pg_is_in_recovery() as still'))[0]?.still === false
    for (let tries = 0; tries < 300 && !(await played()); tries++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    return await looted(database)
  } finally {
    await server.stop()
  }
}

/**
 * What of a loot still lies in the files of a data folder as raw bytes, in dead rows and the log of changes,
 * although no query finds it any more.
 */
export function residueIn(folder: string, loot: Loot): Loot {
  const files = filesBelow(folder).map((file) => readFileSync(file))
  const log = joinWalPages(
    filesBelow(folder)
      .filter((file) => /pg_wal\/[0-9A-F]{24}$/.test(file))
      .sort()
      .map((file) => readFileSync(file)),
  )
  const lies = ({ bytes }: { bytes: Buffer }) => [...files, log].some((file) => file.includes(bytes))
  return { ...loot, slots: loot.slots.filter(lies), envelopes: loot.envelopes.filter(lies) }
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).size > 0)
}
