/** Sorts every message catalogue, one key to a line: `node scripts/sort-catalogues.ts`. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'

for (const file of globSync('src/i18n/catalogues/*/*.json')) {
  const text = readFileSync(file, 'utf8')
  const entries = Object.entries(JSON.parse(text)).sort(([a], [b]) => (a < b ? -1 : 1))
  const sorted = `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`
  if (sorted !== text) writeFileSync(file, sorted)
}
