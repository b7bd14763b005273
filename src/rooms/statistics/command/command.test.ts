import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compare, leftIn, rational } from '../engine/index.ts'
import { openLedger, readLedger, reserve } from './ledger-file.ts'
import { readCodebook, readRecords } from './read-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'northline-statistics-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const write = (content: string | Buffer, name = `file-${files++}`) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const codebook = {
  version: '1',
  variables: [
    { name: 'form', values: ['', 'labour', 'sexual', 'dommage'] },
    { name: 'age', values: ['not known', '0–17', '18+'] },
  ],
}
const codebookPath = write(JSON.stringify(codebook), 'codebook.json')
const read = (content: string | Buffer) => readRecords(write(content), codebook, () => undefined)
const refusal = async (what: () => unknown): Promise<string> => {
  try {
    await what()
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message.replaceAll(/\/\S*\/file-\d+/g, 'FILE')}`
  }
  return 'nothing was refused'
}

describe('a file of records', () => {
  it.each([
    ['commas', 'form,age\nlabour,18+\n,not known\n'],
    ['CRLF and a byte order mark', '\uFEFFform,age\r\nlabour,18+\r\n,not known\r\n'],
    ['semicolons, other order', 'age;form\n18+;labour\nnot known;\n'],
    ['tabs and quotes', '"form"\t"age"\n"labour"\t"18+"\n""\t"not known"\n'],
  ])('is read with %s', async (_, content) => {
    expect(await read(content)).toEqual({ count: 2, columns: [Uint16Array.of(1, 0), Uint16Array.of(2, 0)] })
  })

  it('may be without a row, or all blank', async () => {
    expect((await read('form,age\n')).count).toBe(0)
    expect((await read('form,age\n\n\n')).count).toBe(0)
  })

  it.each([
    ['an empty file', '', /^statistics.bad_file: FILE is empty/],
    ['another encoding', Buffer.from('form,age\ndommag\xe9,18+\n', 'latin1'), /is not UTF-8 \(row 2\)/],
    ['a formula', 'form,age\n=1+cmd,18+\n', /row 2, form: “=1\+cmd” is no value/],
    ['a quote that does not end', 'form,age\n"labour,18+\n', /can’t be read as a table/],
    [
      'a value that is not in the codebook',
      'form,age\nlabour,18+\nlabour,17\n',
      /row 3, age: “17” is no value/,
    ],
    ['a column twice', 'form,age,age\n', /age: is a column twice/],
    ['a row that is too long', 'form,age\nlabour,18+,x\n', /row 2: has 3 cells where there are 2 names/],
    [
      'a hundred thousand columns',
      `${Array.from({ length: 100_000 }, (_, at) => `c${at}`).join()}\n`,
      /c99: is a column of the file/,
    ],
  ])('is refused with %s, and says where', async (_, content, message) => {
    const said = await refusal(() => read(content))
    expect(said).toMatch(message)
    expect(said.length).toBeLessThan(30_000)
  })

  it('that is not there, and a codebook that is none, are refused', async () => {
    expect(await refusal(() => readRecords(join(folder, 'none'), codebook, () => undefined))).toMatch(
      /is not there/,
    )
    expect(await refusal(() => readCodebook(join(folder, 'none')))).toMatch(/^statistics.bad_codebook/)
    expect(await refusal(() => readCodebook(write('{"version":"1","variables":[{"name":"a"}]}')))).toMatch(
      /variables.0.values/,
    )
    expect(
      await refusal(() => readCodebook(write('{"version":"1","variables":[{"name":"a","values":["x"]}]}'))),
    ).toMatch(/fewer than two values/)
    expect(readCodebook(codebookPath)).toEqual(codebook)
  })
})

describe('a ledger on disk', () => {
  const now = new Date('2026-11-26T00:00:00Z')

  it('is spent to its end and not beyond, entry by entry', async () => {
    const path = join(folder, 'ledger')
    expect(await refusal(() => openLedger(path, 'p', undefined, now))).toMatch(/^statistics.no_ledger/)
    openLedger(path, 'p', rational(1n), now)
    openLedger(path, 'p', rational(100n), now)
    for (let at = 0; at < 3; at++) reserve(path, `r${at}`, rational(1n, 3n), now)
    expect(await refusal(() => reserve(path, 'r4', rational(1n, 1_000_000n), now))).toMatch(
      /^statistics.spent: .* 0 is left/,
    )
    expect(compare(leftIn(readLedger(path)), rational(0n))).toBe(0n)
    expect(readdirSync(path)).toEqual(['000001.json', '000002.json', '000003.json', '000004.json'])
  })

  it('that was changed or lacks an entry lets nothing be spent', async () => {
    const path = join(folder, 'changed')
    openLedger(path, 'p', rational(1n), now)
    for (let at = 0; at < 3; at++) reserve(path, `r${at}`, rational(1n, 10n), now)
    const second = join(path, '000002.json')
    const text = readFileSync(second, 'utf8')
    for (const wrong of [text.replace('1/10', '0/10'), 'torn']) {
      writeFileSync(second, wrong)
      expect(await refusal(() => reserve(path, 'r', rational(1n, 10n), now))).toMatch(
        /^statistics.ledger_broken/,
      )
    }
    rmSync(second)
    expect(await refusal(() => readLedger(path))).toMatch(/000002.json is missing/)
    writeFileSync(second, text)
    expect(readLedger(path)).toHaveLength(4)
  })
})

describe('the command', () => {
  const command = join(import.meta.dirname, '../../../../scripts/statistics.ts')
  const run = (args: string[]): { status: number; said: string } => {
    try {
      return {
        status: 0,
        said: execFileSync(process.execPath, [command, ...args], {
          cwd: folder,
          encoding: 'utf8',
          stdio: 'pipe',
        }),
      }
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string }
      return { status, said: stderr }
    }
  }

  it('releases once, serves it again, and never a second time from the same budget', () => {
    write(
      `form,age\n${Array.from({ length: 40 }, (_, at) => `labour,${at % 2 ? '18+' : '0–17'}`).join('\n')}\n`,
      'records.csv',
    )
    const release = (out: string, ...more: string[]) =>
      run([
        'release',
        'records.csv',
        '--codebook',
        'codebook.json',
        '--ledger',
        'spent',
        '--out',
        out,
        '--rho',
        '0.5',
        ...more,
      ])
    expect(release('one')).toMatchObject({
      status: 2,
      said: expect.stringContaining('statistics.no_ledger') as string,
    })
    expect(release('one', '--limit', '0.9').said).toMatch(
      /About \d+ records \(between \d+ and \d+\); 3 tables/,
    )
    const rows = readFileSync(join(folder, 'one', 'rows.csv'), 'utf8')
    const about = JSON.parse(readFileSync(join(folder, 'one', 'release.json'), 'utf8')) as {
      loss: { rho: string }
      ledger: { hash: string }
    }
    expect(about.loss.rho).toBe('1/2')
    expect(about.ledger.hash).toBe(readLedger(join(folder, 'spent'))[1]?.hash)
    expect(release('one').said).toMatch(/is released already/)
    expect(readFileSync(join(folder, 'one', 'rows.csv'), 'utf8')).toBe(rows)
    expect(release('two')).toMatchObject({
      status: 2,
      said: expect.stringContaining('0.4 is left') as string,
    })
    expect(existsSync(join(folder, 'two'))).toBe(false)
    expect(release('three', '--dry-run').said).toMatch(/form × age\s+costs ρ = 0.167; right within \d+/)
  })

  it('writes the codebook of variables of the standard record, and says which there are', () => {
    const { said } = run(['codebook', '--of', 'age,exploitation'])
    const path = write(said)
    expect(readCodebook(path).variables.map(({ name }) => name)).toContain('exploitation.begging')
    expect(run(['codebook']).said).toMatch(/^indigenous .*only under an agreement/m)
    expect(run(['codebook', '--of', 'age,shoe_size'])).toMatchObject({ status: 2, said: expect.stringMatching(/no shoe_size.*age/) as string }) // prettier-ignore
  })

  it('measures the tables that are named, and refuses names that are none', () => {
    const dry = (tables: string) =>
      run(['release', 'records.csv', '--codebook', 'codebook.json', '--ledger', 'spent', '--out', 'four', '--rho', '0.1', '--dry-run', '--tables', write(tables)]) // prettier-ignore
    expect(dry('[{"variables":["age","form"],"weight":3},{"variables":["age"]}]').said).toMatch(
      /^form × age .*0\.0750.*\nage .*0\.0250/,
    )
    expect(dry('[{"variables":["shoe"]}]')).toMatchObject({ status: 2, said: expect.stringMatching(/shoe is no variable.*\n.*statistics.bad_tables/) as string }) // prettier-ignore
    expect(dry('{"age":1}').said).toContain('(statistics.bad_tables)')
  })

  it.each([
    [['release'], 'statistics.usage'],
    [
      ['release', 'records.csv', '--codebook', 'codebook.json', '--ledger', 'l', '--out', 'x', '--rho', '0'],
      'statistics.bad_budget',
    ],
    [
      [
        'release',
        'records.csv',
        '--codebook',
        'codebook.json',
        '--ledger',
        'l',
        '--out',
        'x',
        '--rho',
        'much',
      ],
      'statistics.bad_budget',
    ],
    [
      ['release', 'records.csv', '--codebook', 'codebook.json', '--ledger', 'l', '--out', 'x', '--what'],
      'statistics.usage',
    ],
  ])('refuses %j with a code', (args, code) => {
    const { status, said } = run(args)
    expect(status).toBe(2)
    expect(said).toContain(`(${code})`)
  })
})
