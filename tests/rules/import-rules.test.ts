import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { afterEach, describe, expect, it } from 'vitest'
import config from '../../.dependency-cruiser.mjs'

const project = join(import.meta.dirname, '..', '..')
const made: string[] = []
afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

async function judge(baseDir: string): Promise<ICruiseResult> {
  const before = process.cwd()
  process.chdir(baseDir)
  try {
    const { output } = await cruise(['src'], {
      ...config.options,
      ruleSet: { forbidden: config.forbidden },
      validate: true,
      baseDir,
    })
    return output as ICruiseResult
  } finally {
    process.chdir(before)
  }
}

/** A little tree with one import in it, so that one rule and no other has something to say. */
function plant(from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'northline-rules-'))
  made.push(folder)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const isFile = to.startsWith('src/')
  if (isFile) write(to, 'export const planted = 1\n')
  const up = '../'.repeat(dirname(from).split('/').length)
  write(from, `import { planted } from '${isFile ? up + to : to}'\nexport const used = planted\n`)
  write('package.json', '{"type":"module","dependencies":{},"devDependencies":{"vitest":"*"}}')
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

describe('the import rules', () => {
  it('hold in the whole tree, and every source file was looked at', async () => {
    const result = await judge(project)
    const files = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tsx?$/.test(name),
    )
    const seen = new Set(result.modules.map((module) => module.source))
    expect(files.filter((file) => !seen.has(`src/${file}`))).toEqual([])
    expect(result.summary.violations.map((v) => `${v.rule.name}: ${v.from} → ${v.to}`)).toEqual([])
  })

  it.each([
    ['kernel-uses-nothing', 'src/kernel/a.ts', 'src/i18n/index.ts'],
    ['sealing-uses-kernel', 'src/sealing/a.ts', 'src/contracts/index.ts'],
    ['i18n-uses-kernel', 'src/i18n/a.ts', 'src/database/index.ts'],
    ['contracts-use-kernel', 'src/contracts/a.ts', 'src/sealing/index.ts'],
    ['the-release-engine-uses-nothing', 'src/rooms/statistics/engine/a.ts', 'src/database/index.ts'],
    ['statistics-uses-only-what-it-may', 'src/rooms/statistics/a.ts', 'src/rooms/referrals/index.ts'],
    ['database-uses-kernel', 'src/database/a.ts', 'src/contracts/index.ts'],
    ['the-witness-uses-kernel', 'src/witness/a.ts', 'src/database/index.ts'],
    ['the-witness-is-nobodys-dependency', 'src/rooms/audit/a.ts', 'src/witness/index.ts'],
    ['audit-uses-only-what-it-may', 'src/rooms/audit/a.ts', 'src/rooms/identity/index.ts'],
    ['identity-uses-only-what-it-may', 'src/rooms/identity/a.ts', 'src/rooms/directory/index.ts'],
    ['directory-uses-only-what-it-may', 'src/rooms/directory/a.ts', 'src/rooms/conversations/index.ts'],
    ['conversations-uses-only-what-it-may', 'src/rooms/conversations/a.ts', 'src/rooms/referrals/index.ts'],
    [
      'referrals-uses-only-what-it-may',
      'src/rooms/referrals/a.ts',
      'src/rooms/directory/directory.repository.ts',
    ],
    ['workspace-uses-contracts-sealing-i18n-kernel', 'src/workspace/a.ts', 'src/database/index.ts'],
    ['help-site-uses-room-doors', 'src/help-site/a.ts', 'src/server/index.ts'],
    ['help-site-scripts-use-sealing', 'src/help-site/browser/a.ts', 'src/rooms/directory/index.ts'],
    ['a-room-has-one-door', 'src/demo/a.ts', 'src/rooms/directory/directory.repository.ts'],
    ['the-server-is-nobodys-dependency', 'src/rooms/audit/a.ts', 'src/server/index.ts'],
    ['browsers-get-no-node-modules-of-the-server', 'src/sealing/a.ts', 'node:fs'],
    ['production-code-uses-no-test-tools', 'src/kernel/a.ts', 'vitest'],
  ])('%s bites: %s may not use %s', async (rule, from, to) => {
    const result = await judge(plant(from, to))
    expect(result.summary.violations.map((violation) => violation.rule.name)).toContain(rule)
  })

  it('no-circles bites', async () => {
    const folder = plant('src/kernel/a.ts', 'src/kernel/b.ts')
    writeFileSync(
      join(folder, 'src/kernel/b.ts'),
      `import { used } from './a.ts'\nexport const planted = () => used\n`,
    )
    const result = await judge(folder)
    expect(result.summary.violations.map((violation) => violation.rule.name)).toContain('no-circles')
  })
})
