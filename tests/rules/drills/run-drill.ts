import { spawn } from 'node:child_process'
import { join } from 'node:path'

const drills = join(import.meta.dirname, '..', '..', 'drills')

/** Runs a drill with a fault put in on purpose; gives its exit code and its last lines. */
export function runDrill(name: string, ...options: string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(drills, `${name}.drill.ts`), ...options], {
      env: { ...process.env, NODE_ENV: 'production' },
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.once('exit', (code) => resolve({ code, text }))
  })
}
