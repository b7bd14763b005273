import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'

/** What the witness signs: that its log had this root when it had so many entries. */
export type Statement = {
  /** 22 characters, new for each log. */
  log: string
  /** From 1, one by one. */
  number: number
  /** Entries in the tree, from the first on. */
  entries: number
  /** Root of the tree over all of them (RFC 6962), base64url. */
  root: string
  time: string
  /** Hash of the statement before, base64url; `none` for the first. */
  previous: string
  /** Numbers of entries of this batch without a right seal. */
  doubtful: readonly number[]
  /** The key that signs from the next one on (SPKI, DER, base64url), where it changes. */
  nextKey?: string
}

/** A signed statement with the leaves that came with it, as a line of JSON. */
export type Checkpoint = Statement & { leaves: readonly string[]; signature: string }

/** The signed text, line by line (docs/operations.md, "Proving the audit"). */
export function statementText(statement: Statement): string {
  return [
    'northline/1 audit checkpoint',
    `log ${statement.log}`,
    `number ${statement.number}`,
    `entries ${statement.entries}`,
    `root ${statement.root}`,
    `time ${statement.time}`,
    `previous ${statement.previous}`,
    `doubtful ${statement.doubtful.join(',') || 'none'}`,
    `next-key ${statement.nextKey ?? 'none'}`,
    '',
  ].join('\n')
}

export function statementHash(statement: Statement): string {
  return createHash('sha256').update(statementText(statement)).digest('base64url')
}

/** ECDSA P-256 with SHA-256, 64 bytes r‖s, base64url. */
export function signStatement(key: KeyObject, statement: Statement): string {
  const text = Buffer.from(statementText(statement))
  return sign('sha256', text, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

/** The public half as SPKI: PEM for a file, DER in base64url for a statement. */
export function publicHalf(privatePem: string): { pem: string; spki: string } {
  const key = createPublicKey(createPrivateKey(privatePem))
  return {
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    spki: key.export({ type: 'spki', format: 'der' }).toString('base64url'),
  }
}
