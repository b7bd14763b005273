import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'node:http'
import { freePort } from '../../postgres/server.ts'

const project = join(import.meta.dirname, '..', '..', '..')

/** Folders of one installation; everything that its processes may write lies below `root`. */
export type Home = {
  root: string
  data: string
  outerKeys: string
  /** TMPDIR of the processes. */
  temporary: string
  /** Standard output and error of every process, appended. */
  log: string
  remove(): void
}

export function makeHome(): Home {
  const root = mkdtempSync(join(tmpdir(), 'northline-drill-'))
  const temporary = join(root, 'tmp')
  mkdirSync(temporary)
  return {
    root,
    data: join(root, 'data'),
    outerKeys: join(root, 'outer-keys'),
    temporary,
    log: join(root, 'server.log'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** The two addresses under which browsers know an installation, whatever port a process listens on. */
export type Origins = { help: string; workspace: string }

export function originsAt(port: number): Origins {
  return { help: `http://127.0.0.1:${port}`, workspace: `http://workspace.localhost:${port}` }
}

export type ServerProcess = {
  port: number
  child: ChildProcess
  /** SIGKILL, and waits until the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>
  /** Any signal, and waits until the process is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

export type ServerOptions = {
  home: Home
  origins: Origins
  port?: number
  databaseUrl?: string | undefined
  environment?: Record<string, string>
  /** Run with its working directory here, so that a core file would land here. Default: the home. */
  workingFolder?: string
  /** Let the system write core files of any size, as many machines do. */
  cores?: boolean
}

/** Starts the real server, as `npm start` does after the build, and waits until it is ready. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { home, origins } = options
  const port = options.port ?? (await freePort())
  const out = openSync(home.log, 'a')
  const command = [process.execPath, join(project, 'src', 'server', 'main.ts')]
  const [program = '', ...words] = options.cores
    ? ['/bin/sh', '-c', 'ulimit -c unlimited; exec "$@"', 'sh', ...command]
    : command
  const child = spawn(program, words, {
    cwd: options.workingFolder ?? home.root,
    stdio: ['ignore', out, out],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home.root,
      TMPDIR: home.temporary,
      PORT: String(port),
      HELP_ORIGIN: origins.help,
      WORKSPACE_ORIGIN: origins.workspace,
      OUTER_KEYS: home.outerKeys,
      ...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl } : { DATA_DIR: home.data }),
      ...options.environment,
    },
  })
  closeSync(out)
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  await ready(port, child, home)
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return gone
  }
  return { port, child, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM'), end }
}

async function ready(port: number, child: ChildProcess, home: Home): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break
    if ((await health(port)) === 200) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  child.kill('SIGKILL')
  throw new Error(`the server did not become ready:\n${readFileSync(home.log, 'utf8').slice(-4_000)}`)
}

function health(port: number): Promise<number> {
  return new Promise((resolve) => {
    const asking = request({ host: '127.0.0.1', port, path: '/health/ready', timeout: 20_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asking.once('error', () => resolve(0))
    asking.once('timeout', () => asking.destroy())
    asking.end()
  })
}
