import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = join(import.meta.dirname, '..')
const page = readFileSync(join(source, '..', 'docs', 'sealing.md'), 'utf8')
const documented = new Set([...page.matchAll(/`([^`]+)`/g)].map(([, quoted]) => quoted))

/** Every label in the source (tests aside) without its prefix, cut where a value follows; by file. */
const labels = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/(\.test\.tsx?|[./]testing[\w-]*\.ts)$/.test(file))
  .flatMap((file) =>
    [...readFileSync(join(source, file), 'utf8').matchAll(/northline\/1 ([^'"`$]+)/g)].map(
      ([, label = '']) => [label.trim(), file] as const,
    ),
  )

describe('the labels that keep keys apart', () => {
  it.each(labels)('%s (%s) is in docs/sealing.md', (label) => {
    expect(documented.has(label)).toBe(true)
  })

  it('are each used for one thing', () => {
    const names = labels.map(([label]) => label)
    expect(names).toEqual([...new Set(names)])
  })

  it('were found at all, in the browser’s code as on the server', () => {
    expect(labels.length).toBeGreaterThan(35)
    expect(labels.map(([label]) => label)).toContain('workspace draft')
  })
})
