import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** This machine lets nobody but its administrator make a small disk; the drill can't be run on it. */
export class NoSmallDisk extends Error {}

export type TinyDisk = {
  folder: string
  /** Takes all the room but `left` bytes. */
  fill(left: number): void
  /** Somebody made room. */
  clear(): void
  free(): number
  remove(): void
}

/** A disk of its own, in memory, so small that it is soon full. Throws NoSmallDisk where none can be mounted. */
export function mountTinyDisk(folder: string, bytes: number): TinyDisk {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0755`, 'northline-drill', folder], {
      stdio: 'pipe',
    })
  } catch {
    throw new NoSmallDisk('a small disk (tmpfs) can be mounted by root only')
  }
  const ballast = join(folder, 'ballast')
  const free = () => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    folder,
    free,
    fill(left) {
      const file = openSync(ballast, 'w')
      const block = Buffer.alloc(65_536, 1)
      let written = 0
      try {
        for (;;) written += writeSync(file, block)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
      truncateSync(ballast, Math.max(0, written - Math.round(left)))
    },
    clear: () => rmSync(ballast, { force: true }),
    remove: () => {
      execFileSync('umount', ['-l', folder], { stdio: 'pipe' })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
