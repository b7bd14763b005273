/*
 * npm run drill -- guess [--quick] [--only flood|limits] [--plant limit|gate]
 *
 * Floods a real server with openings and guessed words from very many networks
 * (IPv6 rotation included) and lets real people come, with and without script.
 * Prints the bound on success for words and passphrases, from what was admitted,
 * and how long a first message takes in a flood against calm. Held when nothing
 * is admitted beyond the limits, no flood passes the gate without work, and
 * everybody who is real got through.
 */
import { parseArgs } from 'node:util'
import * as conversations from '../../src/contracts/conversations.ts'
import * as identity from '../../src/contracts/identity.ts'
import { bytesToBase64Url, randomId } from '../../src/kernel/index.ts'
import { quantile, say } from '../support/figures.ts'
import { startFlood } from './guess/flood.ts'
import { means, multiples, type Means } from './guess/networks.ts'
import { comesWithoutScript, comesWithScript, type Came } from './guess/people.ts'
import { setStage } from './guess/stage.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    plant: { type: 'string' },
    only: { type: 'string' },
  },
})

/** A small limit, so that it is reached in seconds; everything else is in proportion to it. */
const returns = 2
const shippedReturns = 10
const people = options.quick ? { script: 6, plain: 3 } : { script: 16, plain: 8 }
/** Longest that a real person may wait in a flood (ms), on a shared machine. */
const patience = { script: 10_000, plain: 30_000 }
/** Guesses are judged against so many pairs of words that live at once: far more than a country has. */
const live = 1_000_000

const faults: string[] = []
// As if a server never found that there is a crowd.
const neverCrowded = {
  CONVERSATIONS_CALM_OPENS_PER_MINUTE: '1000000',
  CONVERSATIONS_CALM_RETURNS_PER_MINUTE: '1000000',
}
const stage = await setStage(options.plant === 'gate' ? neverCrowded : {})
try {
  if (options.only !== 'limits') await floodThem()
  if (options.only !== 'flood') await measureLimits()
} finally {
  await stage.close()
}
for (const fault of faults.slice(0, 12)) say(`  ${fault}`)
say(faults.length === 0 ? 'guess: held' : 'guess: NOT held')
process.exit(faults.length === 0 ? 0 : 1)

async function floodThem(): Promise<void> {
  await stage.onDuty()
  const calm = await everybodyComes('calm', 20)
  const flood = startFlood(stage, options.quick ? 4 : 8)
  // Until there is a crowd nobody is asked for anything: the flood makes one first.
  await pause(3_000)
  const stormy = await everybodyComes('flood', 60)
  const counts = await flood.stop()
  say(
    `flood: ${counts.bare} requests without work, ${counts.bareAdmitted} past the gate; ` +
      `${counts.worked} with work, ${counts.workedAdmitted} tried; ${counts.failed} failures`,
  )
  // Thirty a minute are calm, of openings and of words each.
  if (counts.bareAdmitted > 2 * 30 + 10) faults.push(`${counts.bareAdmitted} passed the gate without work`)
  if (counts.failed > 0) faults.push(`${counts.failed} answers were failures of the server`)
  await judgeQueue([...calm.all, ...stormy.all])
  report('with script', calm.script, stormy.script, patience.script)
  report('without script', calm.plain, stormy.plain, patience.plain)
}

async function measureLimits(): Promise<void> {
  const limit = options.plant === 'limit' ? '1000000' : String(returns)
  await stage.restart({
    CONVERSATIONS_RETURNS_PER_MINUTE: limit,
    CONVERSATIONS_CALM_RETURNS_PER_MINUTE: '1000000',
  })
  let everywhere = 0
  for (const name of Object.keys(means) as Means[]) everywhere = await hammerWords(name)
  const passphrases = await hammerPassphrase()
  boundOf('six words', (everywhere / returns) * shippedReturns, live, 66)
  boundOf('passphrase of one account', passphrases, 1, 77)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Real people, each on a network of their own, a few at a time as they come. */
async function everybodyComes(when: string, net: number) {
  const script: Came[] = []
  const plain: Came[] = []
  const come = async (list: Came[], how: typeof comesWithScript, n: number, part: number) => {
    const who = `198.18.${net + part}.${n + 1}`.replace('198.18', `198.${18 + n}`)
    await how(stage, who).then(
      (came) => list.push(came),
      (error: unknown) => faults.push(`${when}: somebody did not get through (${String(error)})`),
    )
  }
  const withScript = (async () => {
    for (let n = 0; n < people.script; n++) await come(script, comesWithScript, n, 0)
  })()
  const without = Array.from({ length: people.plain }, (_, n) => come(plain, comesWithoutScript, n, 1))
  await Promise.all([withScript, ...without])
  await stage.onDuty()
  return { script, plain, all: [...script, ...plain] }
}

/** Everybody is in the queue, among those shown one by one. */
async function judgeQueue(came: readonly Came[]): Promise<void> {
  const { waiting, crowd } = await stage.responder.client.call(conversations.deskQueue, {})
  const shown = new Set(waiting.map(({ conversationId }) => conversationId))
  const missing = came.filter(({ conversationId }) => !shown.has(conversationId)).length
  say(
    `queue: ${waiting.length} shown, ${crowd.waiting} in a group; ${missing} of ${came.length} real people not shown`,
  )
  if (missing > 0) faults.push(`${missing} real people are not shown in the queue`)
}

function report(how: string, calm: readonly Came[], flood: readonly Came[], longest: number): void {
  const p95 = (came: readonly Came[]) =>
    quantile(
      came.map(({ waited }) => waited),
      0.95,
    )
  const [before, during] = [p95(calm), p95(flood)]
  say(
    `first message ${how}: p95 ${before.toFixed(0)} ms in calm, ${during.toFixed(0)} ms in the flood ` +
      `(${flood.length} of ${how === 'with script' ? people.script : people.plain} got through)`,
  )
  if (!(during <= longest)) faults.push(`${how}, p95 ${during.toFixed(0)} ms in the flood, over ${longest}`)
}

/** Guesses as fast as they go from such means; gives how many a minute were tried, at most. */
async function hammerWords(name: Means): Promise<number> {
  const most = returns * multiples[name]
  const attempts = Math.ceil(most * 1.5) + 20
  const start = performance.now()
  let admitted = 0
  let n = 0
  const worker = async () => {
    while (n < attempts) {
      const client = stage.from(means[name](n++ + attempts))
      const guess = {
        lookupId: randomId(),
        token: bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32))),
      }
      const code = await codeOf(client.call(conversations.findLine, guess))
      if (code === 'conversations.words_unknown') admitted++
      client.close()
    }
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  const minutes = (performance.now() - start) / 60_000
  const allowed = Math.ceil(most * (1 + minutes)) + 1
  say(`words, ${name}: ${attempts} tries, ${admitted} admitted (at most ${allowed} may be)`)
  if (admitted > allowed) faults.push(`words, ${name}: ${admitted} admitted, ${allowed} may be`)
  if (admitted === 0) faults.push(`words, ${name}: none was admitted, so nothing was measured`)
  return most
}

/** The same with sign-in keys of one account from everywhere; gives the rate that lasts, a minute. */
async function hammerPassphrase(): Promise<number> {
  const start = performance.now()
  let admitted = 0
  let n = 0
  const attempts = 120
  const worker = async () => {
    while (n < attempts) {
      const client = stage.staffFrom(means.everywhere(n++))
      const signInKey = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32)))
      const code = await codeOf(client.call(identity.signInPassphrase, { handle: stage.handle, signInKey }))
      if (code === 'identity.sign_in_failed') admitted++
      client.close()
    }
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  const allowed = Math.ceil(60 + 20 * ((performance.now() - start) / 60_000)) + 1
  say(`passphrase, everywhere: ${attempts} tries, ${admitted} admitted (at most ${allowed} may be)`)
  if (admitted > allowed) faults.push(`passphrases: ${admitted} admitted, ${allowed} may be`)
  return 20
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => '',
    (error: unknown) => (error as { problem?: { code: string } }).problem?.code ?? String(error),
  )
}

/** Chance that anybody’s secret is guessed in a year of guessing at the highest rate, on one app server. */
function boundOf(what: string, perMinute: number, secrets: number, bits: number): void {
  const year = (perMinute * 60 * 24 * 365 * secrets) / 2 ** bits
  say(
    `${what}: at most ${(perMinute * 60).toLocaleString('en')} tries an hour on one app server; ` +
      `chance in a year ≤ ${year.toExponential(1)}${secrets > 1 ? ` with ${secrets.toLocaleString('en')} that would do` : ''}`,
  )
  if (year > 1e-4) faults.push(`${what}: the chance in a year is ${year.toExponential(1)}`)
}
