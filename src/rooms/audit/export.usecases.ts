import { sql } from 'kysely'
import { exportHeader } from '../../contracts/audit.ts'
import type { Database } from '../../database/index.ts'
import { presentForExport } from './audit.present.ts'
import { pageOfEntries } from './entries.repository.ts'

const page = 1_000

/** Every entry, as lines of the file that `npm run audit:verify` takes. For the operator's command and the drills. */
export async function* exportEverything(database: Database): AsyncGenerator<string> {
  yield exportHeader(false)
  const span = { from: new Date(0), to: new Date('9999-12-31') }
  for (let after: string | undefined = '0'; after !== undefined;) {
    const from: string = after
    const rows = await database.as({ kind: 'system' }, (tx) =>
      pageOfEntries(tx, sql<boolean>`true`, { ...span, after: from }, page),
    )
    for (const row of rows) yield JSON.stringify(presentForExport(row))
    after = rows.length === page ? rows.at(-1)?.id : undefined
  }
}
