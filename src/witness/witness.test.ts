import { createHash, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { verifyAudit } from '../../scripts/audit-verify.ts'
import { makeLogFolder } from './log-folder.ts'
import { createTree } from './tree.ts'
import { openWitness, Refusal, signOfLife, type Witness } from './witness.ts'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

function newLog(): string {
  const folder = mkdtempSync(join(tmpdir(), 'northline-witness-'))
  folders.push(folder)
  makeLogFolder(join(folder, 'log'))
  return join(folder, 'log')
}

const leaf = () => randomBytes(32).toString('base64url')
const add = (witness: Witness, first: number, leaves: string[], doubtful: number[] = []) =>
  witness.append({ log: witness.log, first, leaves, doubtful })
const lines = (folder: string) => readFileSync(join(folder, 'checkpoints.jsonl'), 'utf8')
const check = (folder: string, checkpoints = lines(folder)) =>
  verifyAudit({
    entries: '',
    checkpoints,
    key: readFileSync(join(folder, 'witness.pub'), 'utf8'),
    part: true,
  })
const reasonOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return error instanceof Refusal ? error.message : String(error)
  }
  return 'none'
}

describe('the tree', () => {
  /** RFC 6962, 2.1, as it is written there. */
  function rootOf(leaves: Buffer[]): Buffer {
    const hash = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
    if (leaves.length === 0) return hash()
    if (leaves.length === 1) return leaves[0] ?? hash()
    let half = 1
    while (half * 2 < leaves.length) half *= 2
    return hash(Buffer.of(1), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)))
  }

  it('has the root that RFC 6962 defines, at every size', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 70 }), (given) => {
        const leaves = given.map((bytes) => Buffer.from(bytes))
        const tree = createTree()
        for (const each of leaves) tree.add(each)
        expect(tree.root()).toEqual(rootOf(leaves))
        expect(tree.size).toBe(leaves.length)
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 60) },
    )
  })
})

describe('the witness', () => {
  it('signs that its log grows, and goes on after a restart where it was', () => {
    const folder = newLog()
    add(openWitness(folder), 1, [leaf(), leaf()])
    const again = openWitness(folder)
    expect(again.entries).toBe(2)
    add(again, 3, [leaf()])
    expect(check(folder)).toMatchObject({ faults: [], checkpoints: 2, covered: 3 })
  })

  it('acknowledges the same leaves again, and refuses others in their place, a gap, another log', () => {
    const folder = newLog()
    const witness = openWitness(folder)
    const [one, two, three] = [leaf(), leaf(), leaf()]
    const first = add(witness, 1, [one, two])
    expect(add(witness, 1, [one, two])).toEqual(first)
    expect(add(witness, 2, [two, three]).entries).toBe(3)
    expect(reasonOf(() => add(witness, 2, [leaf(), leaf()]))).toBe('differs')
    expect(reasonOf(() => add(witness, 9, [leaf()]))).toBe('gap')
    expect(reasonOf(() => witness.append({ log: 'x'.repeat(22), first: 4, leaves: [], doubtful: [] }))).toBe(
      'other-log',
    )
    expect(check(folder)).toMatchObject({ faults: [], checkpoints: 2, covered: 3 })
  })

  it('signs a sign of life after an hour without entries, and not before', () => {
    let now = 0
    const witness = openWitness(newLog(), () => new Date(now))
    expect(add(witness, 1, []).number).toBe(1)
    now += signOfLife - 1
    expect(add(witness, 1, []).number).toBe(1)
    now += 1
    expect(add(witness, 1, []).number).toBe(2)
  })

  it('drops what a crash left half written, which nobody was told of', () => {
    const folder = newLog()
    add(openWitness(folder), 1, [leaf()])
    appendFileSync(join(folder, 'leaves'), randomBytes(50))
    appendFileSync(join(folder, 'checkpoints.jsonl'), '{"log":"half a li')
    const witness = openWitness(folder)
    expect(witness.entries).toBe(1)
    add(witness, 2, [leaf()])
    expect(check(folder)).toMatchObject({ faults: [], checkpoints: 2, covered: 2 })
  })

  it('changes its key; the old one says so, and the first public key still verifies everything', () => {
    const folder = newLog()
    const witness = openWitness(folder)
    add(witness, 1, [leaf()])
    witness.rotate()
    add(witness, 2, [leaf()])
    openWitness(folder).rotate()
    add(openWitness(folder), 3, [leaf()])
    expect(check(folder)).toMatchObject({ faults: [], checkpoints: 5, covered: 3 })
    const unsaid = lines(folder)
      .split('\n')
      .filter((line) => !line.includes('nextKey'))
    expect(check(folder, unsaid.join('\n')).faults[0]?.of).toBe('checkpoint')
  })

  it('has a key that nobody else can read, and refuses one that others can', () => {
    const folder = newLog()
    expect(statSync(join(folder, 'witness.key')).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    chmodSync(join(folder, 'witness.key'), 0o640)
    expect(() => openWitness(folder)).toThrow('can be read by others')
    expect(() => makeLogFolder(folder)).toThrow('has a log already')
    expect(() => openWitness(join(folder, 'nowhere'))).toThrow('has no log')
  })

  it('does not sign over leaves that were changed under it', () => {
    const folder = newLog()
    add(openWitness(folder), 1, [leaf(), leaf()])
    writeFileSync(join(folder, 'leaves'), randomBytes(64))
    expect(() => openWitness(folder)).toThrow('not the ones that were signed for')
  })
})
