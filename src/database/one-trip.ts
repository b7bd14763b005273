import pg from 'pg'
import type { PoolClient, QueryResult } from 'pg'
import { claimsStatement } from './claims.ts'

/** What `pg` asks of a query (its own does all of it; its types don't say so). */
type Asked = {
  submit(connection: Wire): Error | null
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: Wire): void
}

type Wire = {
  stream: { cork?(): void; uncork?(): void }
  bind(config: { statement: string; values: string[] }): void
  execute(config: object): void
  sync(): void
}

type Statement = { name?: string; text: string; values: unknown[] }

type Answered = (error: Error | undefined, result: QueryResult) => void

const Query = pg.Query as unknown as new (statement: Statement, answered: Answered) => Asked

/**
 * Claims and one statement, written at once and closed by one Sync: PostgreSQL
 * takes what stands before a Sync as one transaction. When the claims are
 * refused it skips the statement, and when that fails nothing of it stays.
 */
class Claimed extends Query {
  readonly #claims: string[]
  #claiming = true

  constructor(claims: string[], statement: Statement, answered: Answered) {
    super(statement, answered)
    this.#claims = claims
  }

  override submit(connection: Wire): Error | null {
    connection.stream.cork?.()
    try {
      connection.bind({ statement: claimsStatement.name, values: this.#claims })
      connection.execute({})
      return super.submit(connection)
    } finally {
      connection.stream.uncork?.()
    }
  }

  // The claims answer with a row of their own, before the statement's.
  override handleDataRow(message: unknown): void {
    if (!this.#claiming) super.handleDataRow(message)
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.#claiming) this.#claiming = false
    else super.handleCommandComplete(message, connection)
  }
}

const prepared = new WeakSet<PoolClient>()

/** One statement as a transaction of its own under these claims, in one round trip; resolves once it is committed. */
export async function askClaimed(
  client: PoolClient,
  claims: string[],
  statement: Statement,
): Promise<QueryResult> {
  if (!prepared.has(client)) {
    // Local to a transaction that ends with it: this only gets the statement planned.
    await client.query({ ...claimsStatement, values: claims })
    prepared.add(client)
  }
  return new Promise((resolve, reject) => {
    const asked = new Claimed(claims, statement, (error, result) => (error ? reject(error) : resolve(result)))
    client.query(asked as unknown as pg.Submittable)
  })
}
