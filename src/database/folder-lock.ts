import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Another process has the embedded database's folder open; two at once would destroy it. */
export class FolderInUse extends Error {
  constructor(folder: string, owner: string) {
    super(
      `${folder} is open in another process (${owner}). The embedded database takes one at a time: stop that one (a server: Ctrl+C, or kill with its number), do this again, and start it after.`,
    )
    this.name = 'FolderInUse'
  }
}

const held = new Set<string>()

/**
 * Takes a folder for this process by a file beside it, and returns the way to
 * give it back. What a killed process left is taken over. It guards against a
 * second command on the same machine, not against a volume shared by two.
 */
export function lockFolder(folder: string): () => void {
  const file = `${resolve(folder)}.lock`
  const me = describe(process.pid) ?? String(process.pid)
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(file, me, { flag: 'wx', mode: 0o600 })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 2) throw error
      const owner = readOwner(file)
      if (owner && (owner === me ? held.has(file) : isRunning(owner)))
        throw new FolderInUse(folder, `process ${owner.split(' ')[0]}`)
      rmSync(file, { force: true })
    }
  }
  held.add(file)
  return () => {
    if (held.delete(file)) rmSync(file, { force: true })
  }
}

function readOwner(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Given back in this very moment.
    return undefined
  }
}

/** Whether the process that wrote this still runs, and is not a later one under the same number. */
function isRunning(owner: string): boolean {
  const pid = Number(owner.split(' ')[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Not ours to signal, so it is there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return describe(pid) === owner
}

/** Number and, on Linux, start time of a process; undefined for one that is gone or only waits to be buried. */
function describe(pid: number): string | undefined {
  if (process.platform !== 'linux') return String(pid)
  try {
    // proc(5): the name may hold anything, so fields are counted from its closing bracket.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    return fields[0] === 'Z' ? undefined : `${pid} ${fields[19]}`
  } catch {
    return undefined
  }
}
