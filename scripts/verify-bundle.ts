/* npm run verify:bundle -- <origin> [<origin>]: compares a live site with a build made here, from outside. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pinnedKeysFile } from '../src/contracts/organisation-files.ts'
import type { SiteManifest } from './bundle/manifest.ts'
import { verifySite, type Report } from './bundle/verify.ts'
import './build.ts'

const usage = `npm run verify:bundle -- https://help.example https://desk.example [--organisation-keys PIN-FILE]

Run it from a checkout of the version that the site should serve, on a machine and a network of your own.`

const root = join(import.meta.dirname, '..')
const read = (site: SiteManifest['site']) =>
  JSON.parse(readFileSync(join(root, 'dist', site, 'bundle.json'), 'utf8')) as SiteManifest

function print(origin: string, { site, faults, notes, files, pages, pinned }: Report): void {
  const lines = [`${origin}: ${site ?? 'unknown'}, ${files} files, ${pages} pages`]
  lines.push(
    ...pinned.map(
      (one) => `  pinned to ${one.fingerprint}  ${one.organisation} (revocations ${one.revocations})`,
    ),
  )
  if (site && pinned.length === 0)
    lines.push('  pinned to no organisation key: team keys are trusted from the server')
  lines.push(...notes.map((note) => `  note: ${note}`), ...faults.map((fault) => `  DIFFERENT: ${fault}`))
  process.stdout.write(`${lines.join('\n')}\n`)
}

const { values, positionals } = parseArgs({
  options: { 'organisation-keys': { type: 'string' } },
  allowPositionals: true,
})
if (positionals.length === 0) {
  process.stderr.write(`${usage}\n`)
  process.exitCode = 2
} else {
  const file = values['organisation-keys']
  const pins =
    file === undefined ? undefined : pinnedKeysFile.parse(JSON.parse(readFileSync(file, 'utf8'))).keys
  const built = { help: read('help'), workspace: read('workspace') }
  let different = 0
  for (const address of positionals) {
    const { origin } = new URL(address)
    const report = await verifySite(origin, built, pins)
    print(origin, report)
    different += report.faults.length
  }
  process.stdout.write(
    different === 0
      ? `The same as this build.${pins ? '' : ' Compare the fingerprints above with the ones on paper.'}\n`
      : `${different} differences. Do not sign in; tell the operator by telephone, and keep this output.\n`,
  )
  process.exitCode = different === 0 ? 0 : 1
}
