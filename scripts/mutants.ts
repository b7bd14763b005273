/*
 * npm run mutants [-- <file> …]
 *
 * Mutation scores (Stryker) of src/sealing and of every *.policy.ts, or of the named
 * files: each change to the code that no test notices is printed. Fails under 90 %.
 * Takes many minutes; name a file to take one.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Mutant = {
  status: string
  mutatorName: string
  replacement?: string
  location: { start: { line: number } }
}

const root = join(import.meta.dirname, '..')
const least = 90
const named = process.argv.slice(2)
const arguments_ = [
  'run',
  'tests/mutants/stryker.config.json',
  ...(named.length > 0 ? ['--mutate', named.join()] : []),
]
const { status } = spawnSync(join(root, 'node_modules', '.bin', 'stryker'), arguments_, {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
  // A thousand hostile envelopes find a mutant as well as a hundred thousand.
  env: { ...process.env, SEALING_HOSTILE_BATCHES: '10' },
})
if (status !== 0) process.exit(status ?? 1)

const report = JSON.parse(readFileSync(join(root, 'reports', 'mutants.json'), 'utf8')) as {
  files: Record<string, { mutants: Mutant[] }>
}
const caught = ({ status: how }: Mutant) => how === 'Killed' || how === 'Timeout'
const lived = ({ status: how }: Mutant) => how === 'Survived' || how === 'NoCoverage'
const score = (mutants: readonly Mutant[]) => {
  const counted = mutants.filter((mutant) => caught(mutant) || lived(mutant))
  return counted.length === 0 ? 100 : (100 * counted.filter(caught).length) / counted.length
}
for (const [file, { mutants }] of Object.entries(report.files).sort(([a], [b]) => (a < b ? -1 : 1))) {
  process.stdout.write(`${score(mutants).toFixed(1).padStart(6)} %  ${file}\n`)
  for (const { location, mutatorName, replacement = '' } of mutants.filter(lived))
    process.stdout.write(
      `          line ${location.start.line}: ${mutatorName} ${replacement.slice(0, 80).replaceAll('\n', ' ')}\n`,
    )
}
const all = score(Object.values(report.files).flatMap(({ mutants }) => mutants))
process.stdout.write(`mutants: ${all.toFixed(1)} % caught, ${least} % wanted\n`)
process.exit(all >= least ? 0 : 1)
