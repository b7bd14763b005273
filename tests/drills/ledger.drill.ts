/*
 * npm run drill -- ledger [--kills 1000] [--plant late|unchained]
 *
 * Processes take from one privacy budget at the same time and are killed at any moment. Held when nothing that was granted
 * is missing from the ledger, more than there is was never granted, the chain is whole after every kill, and every
 * change that is made to it by hand is found.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare, leftIn, rational, readLedger, Refused } from '../../src/rooms/statistics/index.ts'
import { say } from '../support/figures.ts'

const { values: options } = parseArgs({
  options: { kills: { type: 'string', default: '1000' }, plant: { type: 'string', default: '' } },
})
const kills = Number(options.kills)
const folder = mkdtempSync(join(tmpdir(), 'northline-ledger-'))
const spender = join(import.meta.dirname, 'ledger', 'spender.ts')
let held = true
const fail = (text: string) => {
  held = false
  say(`FAILED: ${text}`)
}

const [counted, found] = [
  { kills: 0, ledgers: 0, granted: 0, halves: 0 },
  { changes: 0, seen: 0 },
]
try {
  while (counted.kills < kills && held) await oneLedger(join(folder, `ledger-${counted.ledgers++}`))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
say(
  `${counted.kills} kills over ${counted.ledgers} ledgers, ${counted.granted} grants, at most ${counted.halves} half-written files left by kills in one; ` +
    `changes by hand found: ${found.seen} of ${found.changes}`,
)
say(held ? 'ledger: held' : 'ledger: NOT held')
process.exit(held ? 0 : 1)

/** Spends a ledger to its end with two processes at a time, killing one after the other. */
async function oneLedger(path: string): Promise<void> {
  const granted = new Set<string>()
  let [at, spent] = [0, false]
  const start = () => {
    const child = spawn(process.execPath, [spender, path, `p${at++}`, '1/250'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const ended = once(child, 'close').then(() => {
      for (const line of text.split('\n').slice(0, -1)) {
        if (line === 'spent') spent = true
        else granted.add(line)
      }
    })
    return { child, ended, begun: Promise.race([once(child.stdout, 'data'), ended]) }
  }
  const running = [start(), start()]
  while (!spent && counted.kills < kills) {
    const victim = running.shift()
    // At any moment of its work, and not before it began.
    await victim?.begun
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 15))
    victim?.child.kill('SIGKILL')
    await victim?.ended
    counted.kills += 1
    running.push(start())
    look(path, granted)
  }
  for (const { child, ended } of running) {
    child.kill('SIGKILL')
    await ended
  }
  if (options.plant === 'late') granted.add('never-written')
  look(path, granted)
  counted.granted += granted.size
  tamper(path)
}

function look(path: string, granted: ReadonlySet<string>): void {
  let entries
  try {
    counted.halves = Math.max(counted.halves, readdirSync(path).filter((name) => name.startsWith('.')).length)
    entries = readLedger(path)
  } catch (error) {
    fail(`the chain is broken after a kill: ${(error as Error).message}`)
    return
  }
  const names = entries.map(({ name }) => name)
  for (const name of granted) if (!names.includes(name)) fail(`${name} was granted and is not in the ledger`)
  if (new Set(names).size !== names.length) fail('a release stands there twice')
  if (compare(leftIn(entries), rational(0n)) < 0n) fail('more was granted than there is')
}

/** Changes the files in every way that helps a cheat, and looks whether that is seen. */
function tamper(path: string): void {
  const files = readdirSync(path).filter((name) => /^\d/.test(name)).sort() // prettier-ignore
  const texts = files.map((name) => readFileSync(join(path, name), 'utf8'))
  if (texts.length < 4) return
  const [first = '', second = '', third = ''] = texts
  const ways: string[][] = [
    texts.with(1, second.replace('1/250', '1/9999')),
    texts.with(0, first.replace('"rho":"1/1"', '"rho":"9/1"')),
    texts.toSpliced(1, 1),
    texts.toSpliced(0, 1),
    [first, third, second, ...texts.slice(3)],
    texts.toSpliced(2, 0, second),
    texts.with(2, third.replace(/"name":"[^"]*"/, '"name":"other"')),
  ]
  for (const way of ways) {
    found.changes += 1
    const copy = `${path}-changed`
    rmSync(copy, { recursive: true, force: true })
    mkdirSync(copy)
    way.forEach((text, at) => writeFileSync(join(copy, `${String(at + 1).padStart(6, '0')}.json`), text))
    try {
      // The fault: a reader that takes every entry at its word.
      if (options.plant !== 'unchained') readLedger(copy)
      fail('a change by hand was not seen')
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      found.seen += 1
    }
  }
}
