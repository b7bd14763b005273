import { execFile, spawn } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../postgres/server.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..', '..')
const script = join(root, 'scripts', 'audit-witness.ts')

/** The witness's user; the database of the drills runs as 65534. Only root can give it one. */
const ownUser = 65_533
export const databaseUser = 65_534

export const token = 'a-token-that-only-this-drill-knows-0001'

export type WitnessProcess = { address: string; stop(): Promise<void> }

export type WitnessHome = {
  folder: string
  /** Every checkpoint that left the witness. */
  out: string
  publicKey: string
  /** Whether it runs as a user of its own here. */
  apart: boolean
  start(): Promise<WitnessProcess>
  /** The same log, key and checkpoints once more, to go on from another time. */
  copy(): WitnessHome
  /** Whether another user of the system can read the key. */
  readableTo(user: number): Promise<boolean>
  remove(): void
}

/** A witness with a new log, as a process and, where it can be, as a user of its own. */
export async function makeWitness(): Promise<WitnessHome> {
  const apart = await canRunAs(ownUser)
  const folder = newFolder(apart)
  const home = homeAt(folder, apart)
  await run(process.execPath, [script, 'init'], options(home.folder, apart))
  return home
}

function newFolder(apart: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'northline-witness-'))
  if (apart) chownSync(folder, ownUser, ownUser)
  return folder
}

function options(folder: string, apart: boolean, more: Record<string, string> = {}) {
  const own = apart ? { uid: ownUser, gid: ownUser } : {}
  return { ...own, cwd: '/', env: { PATH: process.env['PATH'], WITNESS_FOLDER: folder, ...more } }
}

/** Whether a process of that user can run this program here; not if we are not root, nor if the files are ours alone. */
async function canRunAs(user: number): Promise<boolean> {
  if (process.getuid?.() !== 0) return false
  return run(process.execPath, [script, 'nothing'], { uid: user, gid: user, cwd: '/' }).then(
    () => false,
    (error: { stderr?: string }) => (error.stderr ?? '').includes('npm run audit:witness'),
  )
}

function homeAt(base: string, apart: boolean): WitnessHome {
  const folder = join(base, 'log')
  const out = join(base, 'checkpoints.jsonl')
  return {
    folder,
    out,
    publicKey: join(folder, 'witness.pub'),
    apart,
    async start() {
      const port = await freePort()
      const settings = { WITNESS_PORT: String(port), WITNESS_TOKEN: token, WITNESS_FILE: out }
      const child = spawn(process.execPath, [script], { ...options(folder, apart, settings), stdio: 'pipe' })
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      let said = ''
      child.stderr.on('data', (part: Buffer) => (said += part.toString()))
      await new Promise<void>((resolve, reject) => {
        child.stdout.once('data', () => resolve())
        child.once('exit', () => reject(new Error(`the witness did not start: ${said}`)))
      })
      return {
        address: `http://127.0.0.1:${port}`,
        stop: async () => {
          child.kill('SIGTERM')
          await ended
        },
      }
    },
    copy() {
      const other = newFolder(apart)
      for (const name of readdirSync(base)) cpSync(join(base, name), join(other, name), { recursive: true })
      chmodSync(join(other, 'log'), 0o700)
      if (apart) for (const path of paths(other)) chownSync(path, ownUser, ownUser)
      return homeAt(other, apart)
    },
    readableTo: (user) =>
      run(
        process.execPath,
        ['-e', 'require("fs").readFileSync(process.argv[1])', join(folder, 'witness.key')],
        {
          uid: user,
          gid: user,
          cwd: '/',
        },
      ).then(
        () => true,
        () => false,
      ),
    remove: () => rmSync(base, { recursive: true, force: true }),
  }
}

function paths(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
}
