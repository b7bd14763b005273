import { LogFolderError, openLogFolder, newPrivateKey, leafLength } from './log-folder.ts'
import { publicHalf, signStatement, statementHash, type Checkpoint, type Statement } from './checkpoint.ts'
import { createTree, type Tree } from './tree.ts'

/** What is handed over: the leaves (base64url, 32 bytes) that follow what was seen. */
export type Batch = { log: string; first: number; leaves: readonly string[]; doubtful: readonly number[] }

/** Why a batch was refused; `entries` is how many this log has. */
export class Refusal extends Error {
  readonly entries: number
  constructor(reason: 'other-log' | 'gap' | 'differs', entries: number) {
    super(reason)
    this.entries = entries
  }
}

export type Witness = {
  readonly log: string
  readonly entries: number
  /** The newest checkpoint. */
  readonly last: Checkpoint | undefined
  /** Checkpoints after a number, in order. */
  after(number: number): readonly Checkpoint[]
  /**
   * Takes leaves on and signs; durable when it returns. What it has seen already
   * must be the same, and is not signed for again. Throws Refusal.
   */
  append(batch: Batch): Checkpoint
  /** A new key signs from now on; the old one says so. Returns the new public half (PEM). */
  rotate(): string
}

/** With nothing new, a sign of life is signed after so long (ms): who watches from outside hears when it stops. */
export const signOfLife = 3_600_000

/** Checkpoints kept at hand; older ones are read from the folder. */
const mostAtHand = 100

/** Opens the log in a folder. Throws LogFolderError. `now` is for tests. */
export function openWitness(folder: string, now: () => Date = () => new Date()): Witness {
  const store = openLogFolder(folder)
  const atHand = store.checkpoints().slice(-mostAtHand)
  let tree = createTree()
  const seen = store.leaves()
  for (let at = 0; at < seen.length; at += leafLength) tree.add(seen.subarray(at, at + leafLength))
  const signedRoot = atHand.at(-1)?.root
  if (signedRoot !== undefined && tree.root().toString('base64url') !== signedRoot) {
    throw new LogFolderError('the leaves in the folder are not the ones that were signed for')
  }

  /** What would be signed now, over a tree. */
  function statementOf({ size, root }: Tree, doubtful: readonly number[]): Statement {
    const last = atHand.at(-1)
    return {
      log: store.log,
      number: (last?.number ?? 0) + 1,
      entries: size,
      root: root().toString('base64url'),
      time: now().toISOString(),
      previous: last ? statementHash(last) : 'none',
      doubtful,
    }
  }

  const sign = (statement: Statement, leaves: readonly string[]): Checkpoint => {
    return { ...statement, leaves, signature: signStatement(store.privateKey(), statement) }
  }
  const keep = (checkpoint: Checkpoint) => {
    atHand.push(checkpoint)
    if (atHand.length > mostAtHand) atHand.shift()
    return checkpoint
  }

  return {
    log: store.log,
    get entries() {
      return tree.size
    },
    get last() {
      return atHand.at(-1)
    },
    after(number) {
      const first = atHand[0]?.number ?? 1
      const from = number + 1 >= first ? atHand : store.checkpoints()
      return from.filter((checkpoint) => checkpoint.number > number)
    },
    append({ log, first, leaves, doubtful }) {
      if (log !== store.log) throw new Refusal('other-log', tree.size)
      if (first > tree.size + 1) throw new Refusal('gap', tree.size)
      const given = leaves.map((leaf) => Buffer.from(leaf, 'base64url'))
      const known = given.slice(0, tree.size + 1 - first)
      if (!Buffer.concat(known).equals(store.leavesFrom(first - 1, known.length))) {
        throw new Refusal('differs', tree.size)
      }
      const fresh = given.slice(known.length)
      const last = atHand.at(-1)
      if (last && fresh.length === 0 && now().getTime() - Date.parse(last.time) < signOfLife) return last
      const grown = tree.copy()
      for (const leaf of fresh) grown.add(leaf)
      const numbers = doubtful.filter((number) => number > tree.size && number <= grown.size)
      const checkpoint = sign(statementOf(grown, numbers), leaves.slice(known.length))
      store.append(fresh, checkpoint)
      tree = grown
      return keep(checkpoint)
    },
    rotate() {
      const pem = newPrivateKey()
      const next = publicHalf(pem)
      const checkpoint = sign({ ...statementOf(tree, []), nextKey: next.spki }, [])
      store.changeKey(pem, checkpoint)
      keep(checkpoint)
      return next.pem
    },
  }
}
