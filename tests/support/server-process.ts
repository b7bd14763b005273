import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../postgres/server.ts'

const root = join(import.meta.dirname, '..', '..')

export type ServerProcess = {
  port: number
  helpOrigin: string
  workspaceOrigin: string
  pid: number
  child: ChildProcess
  /** Standard output and error so far: what an operator's log would hold. */
  output: () => string
  stop(signal?: NodeJS.Signals): Promise<void>
}

export type ServerFolder = {
  home: string
  dataDir: string
  outerKeys: string
  temporary: string
  remove(): void
}

/** Folders of one server: its data, its outer keys, its temporary files. */
export function serverFolder(): ServerFolder {
  const home = mkdtempSync(join(tmpdir(), 'northline-server-'))
  return {
    home,
    dataDir: join(home, 'data'),
    outerKeys: join(home, 'outer-keys'),
    temporary: mkdtempSync(join(home, 'tmp-')),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

/**
 * The real server (or the demo) as a process of its own, on a free port, ready to be used.
 * `entry` is a file of `src/`; more environment in `environment`.
 */
export async function startServerProcess(
  folder: ServerFolder,
  options: { entry?: string; args?: string[]; port?: number; environment?: Record<string, string> } = {},
): Promise<ServerProcess> {
  const port = options.port ?? (await freePort())
  const helpOrigin = `http://127.0.0.1:${port}`
  const workspaceOrigin = `http://workspace.localhost:${port}`
  const child = spawn(
    process.execPath,
    [join(root, options.entry ?? 'src/server/main.ts'), ...(options.args ?? [])],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        HELP_ORIGIN: helpOrigin,
        WORKSPACE_ORIGIN: workspaceOrigin,
        DATA_DIR: folder.dataDir,
        OUTER_KEYS: folder.outerKeys,
        TMPDIR: folder.temporary,
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        ...options.environment,
      },
    },
  )
  let text = ''
  child.stdout.on('data', (part: Buffer) => (text += part.toString()))
  child.stderr.on('data', (part: Buffer) => (text += part.toString()))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const server: ServerProcess = {
    port,
    helpOrigin,
    workspaceOrigin,
    pid: child.pid ?? 0,
    child,
    output: () => text,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await ended
    },
  }
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server stopped while starting:\n${text}`)
    const ready = await fetch(`${helpOrigin}/health/ready`).catch(() => undefined)
    if (ready?.ok) return server
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await server.stop('SIGKILL')
  throw new Error(`the server was not ready within a minute:\n${text}`)
}

/**
 * `fetch` to one of the two origins by loopback: the Host header carries the name, since Node does not
 * resolve `*.localhost`.
 */
export function workspaceHeaders(server: ServerProcess): Record<string, string> {
  return { host: new URL(server.workspaceOrigin).host }
}
