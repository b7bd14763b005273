import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { publicHalf, type Checkpoint } from './checkpoint.ts'

/*
 * The witness's folder, its own user's and nobody else's: its key, the leaves it
 * saw, every checkpoint it signed. Whatever is acknowledged was synced before.
 */

export const leafLength = 32

export type LogFolder = {
  readonly log: string
  privateKey(): ReturnType<typeof createPrivateKey>
  /** Of the key that signs now. */
  readonly publicPem: string
  /** Of the key with which the log began: what `audit:verify` asks for. */
  readonly firstPublicPem: string
  /** Every leaf up to the last checkpoint. */
  leaves(): Buffer
  /** Some of them, from the place `start` on. */
  leavesFrom(start: number, count: number): Buffer
  checkpoints(): Checkpoint[]
  /** Leaves first, then the checkpoint: leaves that no checkpoint covers are dropped at the next start. */
  append(leaves: readonly Buffer[], checkpoint: Checkpoint): void
  /** Takes on a new private key with the checkpoint, signed by the old one, that names it. */
  changeKey(pem: string, checkpoint: Checkpoint): void
}

/** Thrown where a folder can't be used; the message is for the operator. */
export class LogFolderError extends Error {}

const files = {
  key: 'witness.key',
  publicKey: 'witness.pub',
  log: 'log',
  leaves: 'leaves',
  lines: 'checkpoints.jsonl',
}

export function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Makes a new log with a new key in a folder of its own. Never touches one that is there. */
export function makeLogFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  if (existsSync(join(folder, files.key))) throw new LogFolderError(`${folder} has a log already`)
  const pem = newPrivateKey()
  write(join(folder, files.log), randomBytes(16).toString('base64url'))
  write(join(folder, files.leaves), '')
  write(join(folder, files.lines), '')
  write(join(folder, files.publicKey), publicHalf(pem).pem, 0o644)
  write(join(folder, files.key), pem)
}

/** Opens a log. Throws LogFolderError for one that is not whole or that others can read. */
export function openLogFolder(folder: string): LogFolder {
  const at = (name: keyof typeof files) => join(folder, files[name])
  if (!existsSync(at('key'))) {
    throw new LogFolderError(
      `${folder} has no log. Make one with “npm run audit:witness -- init”; if there was one, read “When the witness is lost” in docs/operations.md first.`,
    )
  }
  for (const path of [folder, at('key')]) {
    if ((statSync(path).mode & 0o077) !== 0)
      throw new LogFolderError(`${path} can be read by others: chmod go= ${path}`)
  }
  const lines = readWhole(at('lines'))
  const covered = lines.at(-1)?.entries ?? 0
  const length = statSync(at('leaves')).size
  if (length < covered * leafLength) throw new LogFolderError(`${folder} lost leaves that were signed for`)
  // A crash between leaves and checkpoint: nobody was told of them, they come again.
  if (length > covered * leafLength) truncateSync(at('leaves'), covered * leafLength)
  const waiting = `${at('key')}.new`
  // A crash in a change of keys: the old one has signed that the new one is next.
  if (existsSync(waiting) && lines.at(-1)?.nextKey === publicHalf(readFileSync(waiting, 'utf8')).spki) {
    renameSync(waiting, at('key'))
  }
  let pem = readFileSync(at('key'), 'utf8')
  const keep: LogFolder['append'] = (leaves, checkpoint) => {
    if (leaves.length > 0) write(at('leaves'), Buffer.concat(leaves), 0o600, 'a')
    write(at('lines'), `${JSON.stringify(checkpoint)}\n`, 0o600, 'a')
  }
  return {
    log: readFileSync(at('log'), 'utf8').trim(),
    privateKey: () => createPrivateKey(pem),
    get publicPem() {
      return publicHalf(pem).pem
    },
    firstPublicPem: readFileSync(at('publicKey'), 'utf8'),
    leaves: () => readFileSync(at('leaves')),
    leavesFrom(start, count) {
      const part = Buffer.alloc(count * leafLength)
      const handle = openSync(at('leaves'), 'r')
      try {
        const read = readSync(handle, part, 0, part.length, start * leafLength)
        return part.subarray(0, read)
      } finally {
        closeSync(handle)
      }
    },
    checkpoints: () => readWhole(at('lines')),
    append: keep,
    changeKey(next, checkpoint) {
      write(waiting, next, 0o600, 'w')
      keep([], checkpoint)
      renameSync(waiting, at('key'))
      pem = next
    },
  }
}

/** The checkpoints of a file; a last line that a crash cut off was never acknowledged and is taken away. */
function readWhole(file: string): Checkpoint[] {
  const bytes = readFileSync(file)
  const end = bytes.lastIndexOf(10) + 1
  if (end < bytes.length) truncateSync(file, end)
  const text = bytes.subarray(0, end).toString()
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Checkpoint]))
}

function write(path: string, content: string | Buffer, mode = 0o600, flags = 'wx'): void {
  const handle = openSync(path, flags, mode)
  try {
    const bytes = Buffer.from(content)
    for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
