import { createHash } from 'node:crypto'

/** A node of the tree: SHA-256 of 0x01 and its two halves (RFC 6962, 2.1). */
function node(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
}

/** A Merkle tree of which only the peaks are kept: enough to add leaves and to say the root. */
export type Tree = {
  readonly size: number
  add(leaf: Buffer): void
  root(): Buffer
  /** The same tree once more, to be tried out. */
  copy(): Tree
}

/** The tree of RFC 6962, section 2.1, over leaf hashes; of nothing, the hash of nothing. */
export function createTree(peaks: readonly (Buffer | undefined)[] = [], start = 0): Tree {
  /** At place n, if it is there, a full tree of 2ⁿ leaves; the largest stands leftmost. */
  const full = [...peaks]
  let size = start
  return {
    get size() {
      return size
    },
    add(leaf) {
      let carried = leaf
      let level = 0
      for (let left = full[level]; left !== undefined; left = full[level]) {
        carried = node(left, carried)
        full[level] = undefined
        level += 1
      }
      full[level] = carried
      size += 1
    },
    root() {
      let right: Buffer | undefined
      for (const peak of full) if (peak) right = right ? node(peak, right) : peak
      return right ?? createHash('sha256').digest()
    },
    copy: () => createTree(full, size),
  }
}
