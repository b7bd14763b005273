/*
 * npm run audit:verify -- --entries <export> --checkpoints <file> --key <public key> [--part] [--leeway 300]
 *
 * Says whether exported audit entries are the ones that the witness signed for, and
 * names the first that is not. It stands alone: one file, nothing but Node, no code
 * of the system, no database. Copy it to a machine of your own and run it there
 * with `node audit-verify.ts`. The formats are in docs/operations.md.
 */
import { createHash, createPublicKey, verify as verifySignature, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

type Checkpoint = {
  log: string
  number: number
  entries: number
  root: string
  time: string
  previous: string
  doubtful: number[]
  nextKey?: string
  leaves?: string[]
  signature: string
}

type Entry = {
  number: number | null
  entryId: string
  at: string
  who: string
  organisations: string[]
  action: string
  subjectKind: string | null
  subject: string | null
  purpose: string | null
}

/** What is wrong, in words; `number` is the entry's (or the checkpoint's, where `of` says so). */
export type Fault = { of: 'entry' | 'checkpoint'; number: number | null; why: string }

export type Verdict = {
  faults: Fault[]
  entries: number
  /** Entries that a checkpoint covers. */
  covered: number
  /** Entries in the file that no checkpoint covers yet. */
  open: number
  checkpoints: number
  until: string | undefined
  /** Seconds between an entry and the checkpoint that covers it, for each that is covered. */
  delays: number[]
}

export type Given = {
  /** Text of the export, one JSON object a line. */
  entries: string
  /** Text of the checkpoints, one JSON object a line. */
  checkpoints: string
  /** Public key (PEM) with which the log began. */
  key: string
  /** The export holds only some of the entries, so none is missed. */
  part?: boolean
  /** Seconds by which an entry may be older than the checkpoint before its own. */
  leeway?: number
}

const sha256 = (...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
/** A place whose entry was gone when it was handed over. */
const gone = Buffer.alloc(32).toString('base64url')
const defaultLeeway = 300

/** Roots of the tree of RFC 6962, 2.1, at sizes that only grow. */
function createRoots(): { add(leaf: string): void; root(): string } {
  const full: { size: number; hash: Buffer }[] = []
  return {
    add(leaf) {
      full.push({ size: 1, hash: Buffer.from(leaf, 'base64url') })
      for (;;) {
        const [left, right] = full.slice(-2)
        if (!left || !right || left.size !== right.size) return
        full.splice(-2, 2, { size: left.size * 2, hash: sha256('\x01', left.hash, right.hash) })
      }
    },
    root() {
      const hashes = full.map(({ hash }) => hash)
      const root =
        full.length === 0 ? sha256() : hashes.reduceRight((right, left) => sha256('\x01', left, right))
      return root.toString('base64url')
    },
  }
}

function statementText(c: Checkpoint): string {
  return [
    'northline/1 audit checkpoint',
    `log ${c.log}`,
    `number ${c.number}`,
    `entries ${c.entries}`,
    `root ${c.root}`,
    `time ${c.time}`,
    `previous ${c.previous}`,
    `doubtful ${c.doubtful.join(',') || 'none'}`,
    `next-key ${c.nextKey ?? 'none'}`,
    '',
  ].join('\n')
}

function leafOf(e: Entry): string {
  const parts = [
    e.entryId,
    e.at,
    e.who,
    e.organisations.join(','),
    e.action,
    e.subjectKind,
    e.subject,
    e.purpose,
  ]
  const text = ['northline/1 audit entry', ...parts.map((part) => part ?? '')].join('\n')
  return sha256('\x00', text).toString('base64url')
}

/** JSON objects, one a line; a line that is none is a fault of its own. */
function readLines<T>(text: string, of: Fault['of'], faults: Fault[]): T[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    try {
      return [JSON.parse(line) as T]
    } catch {
      faults.push({ of, number: null, why: `line ${i + 1} can't be read` })
      return []
    }
  })
}

/** Way outs may send a checkpoint twice. Two different ones of one number mean two histories. */
function inOrder(read: readonly Checkpoint[], faults: Fault[]): Checkpoint[] {
  const byNumber = new Map<number, Checkpoint>()
  for (const checkpoint of read) {
    const known = byNumber.get(checkpoint.number)
    if (known && statementText(known) !== statementText(checkpoint)) {
      faults.push({ of: 'checkpoint', number: checkpoint.number, why: 'was signed twice, with two contents' })
    }
    if (!known || (known.leaves === undefined && checkpoint.leaves))
      byNumber.set(checkpoint.number, checkpoint)
  }
  return [...byNumber.values()].sort((a, b) => a.number - b.number)
}

type Log = {
  /** What was witnessed at each place; entry 1 first. */
  leaves: string[]
  /** The checkpoint that covers each place. */
  coveredBy: Checkpoint[]
  held: Checkpoint[]
  /** Places of which it is only known that one of them is not what was witnessed. */
  suspect: { from: number; to: number } | undefined
}

/** Follows the checkpoints from the first on, as far as they hold. */
function follow(
  checkpoints: readonly Checkpoint[],
  pem: string,
  leafAt: (number: number) => string,
  faults: Fault[],
): Log {
  const log: Log = { leaves: [], coveredBy: [], held: [], suspect: undefined }
  const tree = createRoots()
  let key: KeyObject = createPublicKey(pem)
  let before: Checkpoint | undefined
  for (const checkpoint of checkpoints) {
    const from = before?.entries ?? 0
    const wrong = (why: string) => void faults.push({ of: 'checkpoint', number: checkpoint.number, why })
    const text = Buffer.from(statementText(checkpoint))
    const signature = Buffer.from(checkpoint.signature, 'base64url')
    const previous = before ? sha256(statementText(before)).toString('base64url') : 'none'
    if (checkpoint.number !== (before?.number ?? 0) + 1) {
      wrong(`follows ${before?.number ?? 'nothing'}: what stood between is missing`)
      break
    }
    if (!verifySignature('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, signature)) {
      wrong('is not signed by the witness')
      break
    }
    if (checkpoint.previous !== previous || checkpoint.log !== (before ?? checkpoint).log) {
      wrong('does not continue the one before')
      break
    }
    const given = checkpoint.leaves
    if (checkpoint.entries < from || (given && given.length !== checkpoint.entries - from)) {
      wrong('does not count what it covers')
      break
    }
    for (let number = from + 1; number <= checkpoint.entries; number++) {
      const leaf = given?.[number - from - 1] ?? leafAt(number)
      tree.add(leaf)
      log.leaves.push(leaf)
      log.coveredBy.push(checkpoint)
    }
    if (tree.root() !== checkpoint.root) {
      if (given) wrong('has another root than its leaves')
      else log.suspect = { from: from + 1, to: checkpoint.entries }
      log.leaves.length = from
      log.coveredBy.length = from
      break
    }
    if (checkpoint.nextKey) {
      key = createPublicKey({
        key: Buffer.from(checkpoint.nextKey, 'base64url'),
        format: 'der',
        type: 'spki',
      })
    }
    log.held.push(checkpoint)
    before = checkpoint
  }
  return log
}

/** What is wrong with an entry that a checkpoint covers. */
function faultsOf(
  entry: Entry,
  number: number,
  log: Log,
  placeOf: ReadonlyMap<string, number>,
  leeway: number,
): string[] {
  const leaf = leafOf(entry)
  const witnessed = log.leaves[number - 1]
  const covering = log.coveredBy[number - 1]
  if (witnessed === undefined || covering === undefined) return []
  if (leaf !== witnessed) {
    const elsewhere = placeOf.get(leaf)
    if (elsewhere !== undefined) return [`stands in the wrong place: it was witnessed as entry ${elsewhere}`]
    return [
      `is not what was witnessed at ${covering.time} (checkpoint ${covering.number}): changed or put in its place`,
    ]
  }
  const why: string[] = []
  if (covering.doubtful.includes(number)) why.push('was not written by the system: it bore no right seal')
  const first = placeOf.get(leaf)
  if (first !== undefined && first !== number) why.push(`repeats entry ${first}`)
  const before = log.held[covering.number - (log.held[0]?.number ?? 1) - 1]
  const at = Date.parse(entry.at)
  if (before && at < Date.parse(before.time) - leeway * 1_000) {
    why.push(`says ${entry.at}, which is before the checkpoint that it comes after`)
  }
  if (at > Date.parse(covering.time) + leeway * 1_000)
    why.push(`says ${entry.at}, which is after it was witnessed`)
  return why
}

/** Compares an export with the checkpoints of the witness. */
export function verifyAudit(given: Given): Verdict {
  const faults: Fault[] = []
  const leeway = given.leeway ?? defaultLeeway
  const entries = readLines<Entry>(given.entries, 'entry', faults).filter((line) => 'entryId' in line)
  const checkpoints = inOrder(readLines<Checkpoint>(given.checkpoints, 'checkpoint', faults), faults)
  const byNumber = new Map<number, Entry>()
  for (const entry of entries) {
    if (entry.number === null) continue
    if (byNumber.has(entry.number)) faults.push({ of: 'entry', number: entry.number, why: 'is there twice' })
    else byNumber.set(entry.number, entry)
  }
  const leafAt = (number: number) => {
    const entry = byNumber.get(number)
    return entry ? leafOf(entry) : gone
  }
  const log = follow(checkpoints, given.key, leafAt, faults)
  const { suspect } = log
  if (suspect)
    faults.push({
      of: 'entry',
      number: suspect.from,
      why: `or one after it, up to ${suspect.to}, is not what was witnessed`,
    })
  const covered = log.leaves.length
  const last = log.held.at(-1)
  const placeOf = new Map<string, number>()
  log.leaves.forEach((leaf, i) => void (placeOf.has(leaf) || leaf === gone || placeOf.set(leaf, i + 1)))

  let open = 0
  const delays: number[] = []
  for (const entry of entries) {
    const { number } = entry
    if (number !== null && number <= covered) {
      for (const why of faultsOf(entry, number, log, placeOf, leeway))
        faults.push({ of: 'entry', number, why })
      delays.push((Date.parse(log.coveredBy[number - 1]?.time ?? '') - Date.parse(entry.at)) / 1_000)
      continue
    }
    open++
    if (last && !suspect && Date.parse(entry.at) < Date.parse(last.time) - leeway * 1_000) {
      const why = `(${entry.entryId}, ${entry.at}) was never witnessed, though it is older than the last checkpoint`
      faults.push({ of: 'entry', number, why })
    }
  }
  for (let number = 1; number <= covered; number++) {
    if (given.part || byNumber.has(number)) continue
    const why = log.leaves[number - 1] === gone ? 'was gone before it was witnessed' : 'is missing'
    faults.push({ of: 'entry', number, why })
  }
  faults.sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity))
  return {
    faults,
    entries: entries.length,
    covered,
    open,
    checkpoints: log.held.length,
    until: last?.time,
    delays,
  }
}

const usage =
  'npm run audit:verify -- --entries <export> --checkpoints <file> --key <public key> [--part] [--leeway 300]'

function main(): number {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: { entries: text, checkpoints: text, key: text, leeway: text, part: { type: 'boolean' } },
  })
  if (!values.entries || !values.checkpoints || !values.key) {
    process.stderr.write(`${usage}\n`)
    return 2
  }
  const entries = readFileSync(values.entries, 'utf8')
  if (/^\{"export":[^\n]*"part":true/.test(entries) && !values.part) {
    process.stderr.write(
      'This export holds only some of the entries: say --part, and know that nothing is then said of the others.\n',
    )
    return 2
  }
  const verdict = verifyAudit({
    entries,
    checkpoints: readFileSync(values.checkpoints, 'utf8'),
    key: readFileSync(values.key, 'utf8'),
    part: values.part ?? false,
    leeway: Number(values.leeway ?? defaultLeeway),
  })
  for (const { of, number, why } of verdict.faults.slice(0, 20)) {
    process.stdout.write(`${of} ${number ?? ''}${number === null ? '' : ' '}${why}\n`)
  }
  const { faults, covered, open, checkpoints, until } = verdict
  const more = faults.length > 20 ? ` (${faults.length - 20} more)` : ''
  process.stdout.write(
    faults.length === 0
      ? `held: ${covered} entries as ${checkpoints} checkpoints say, until ${until ?? 'never'}; ${open} not witnessed yet${values.part ? '; of entries that are not in the file nothing is said' : ''}\n`
      : `NOT held: ${faults.length} fault${faults.length === 1 ? '' : 's'}${more}\n`,
  )
  return faults.length === 0 ? 0 : 1
}

if (import.meta.main) process.exitCode = main()
