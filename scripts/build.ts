/* Builds what browsers load: the conversation script and the workspace. Does nothing when they are current. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { addIntegrity } from './bundle/integrity.ts'
import { manifestOf } from './bundle/manifest.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const marker = join(dist, 'built')
const sources = ['help-site', 'workspace', 'sealing', 'contracts', 'i18n', 'kernel'].map((room) =>
  join(root, 'src', room),
)

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function fingerprint(): string {
  const hash = createHash('sha256')
  const own = [import.meta.filename, join(import.meta.dirname, 'bundle', 'integrity.ts')]
  for (const file of [...sources.flatMap(filesOf), join(root, 'package-lock.json'), ...own]) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

const current = fingerprint()
if (!existsSync(marker) || readFileSync(marker, 'utf8') !== current) {
  rmSync(dist, { recursive: true, force: true })
  for (const part of ['help-site', 'workspace']) {
    await build({ configFile: join(root, 'src', part, 'vite.config.ts'), logLevel: 'warn' })
  }
  addIntegrity(join(dist, 'workspace'))
  for (const file of filesOf(dist).filter((name) => /\.(js|css|svg|json)$/.test(name))) {
    const bytes = readFileSync(file)
    writeFileSync(
      `${file}.br`,
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    )
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  }
  mkdirSync(dist, { recursive: true })
  writeFileSync(marker, current)
}

// Written at each run: the commit may have changed where the files have not.
for (const site of ['help', 'workspace'] as const) {
  const file = join(dist, site, 'bundle.json')
  const text = `${JSON.stringify(manifestOf(root, site), null, 2)}\n`
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
}
