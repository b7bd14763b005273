/* npm run drill -- <name> and npm run bench -- <name>: finds the script by its name, or lists what there is. */
import { existsSync, readdirSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const [kind = '', name = '', ...rest] = process.argv.slice(2)
const folder = join(import.meta.dirname, '..', 'tests', kind === 'drill' ? 'drills' : 'benches')
const file = join(folder, `${name}.${kind}.ts`)

if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
  const names = readdirSync(folder).flatMap((entry) =>
    entry.endsWith(`.${kind}.ts`) ? [entry.split('.')[0]] : [],
  )
  process.stderr.write(`usage: npm run ${kind} -- <name>\nThere is: ${names.join(', ')}\n`)
  process.exit(2)
}
const child = spawn(process.execPath, [file, ...rest], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
