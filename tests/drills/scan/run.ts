import { spawn } from 'node:child_process'

/** Runs a scanner to its end, or to the end of its time; gives what it printed. */
export function runScanner(
  program: string,
  options: readonly string[],
  { seconds, folder, input = '' }: { seconds: number; folder: string; input?: string },
): Promise<{ text: string; ended: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      // Neither its settings nor its findings are left in the home of whoever runs the drill.
      env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' },
    })
    let text = ''
    let ended = true
    const late = setTimeout(() => {
      ended = false
      child.kill('SIGKILL')
    }, seconds * 1_000)
    child.stdout.on('data', (part: Buffer) => (text += part.toString()))
    child.stderr.on('data', (part: Buffer) => (text += part.toString()))
    child.stdin.end(input)
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(late)
      resolve({ text, ended })
    })
  })
}
