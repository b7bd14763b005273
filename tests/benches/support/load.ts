import { randomInt } from 'node:crypto'
import type { Party, Ready, Side } from './side.ts'
import { cpuTime } from './process-cost.ts'

export type Shape = {
  /** Messages a second over all conversations. */
  rate: number
  seconds: number
  /** How long to wait for what was sent last. */
  patience?: number
}

export type Figures = {
  /** Milliseconds from the start of the request to the parsed event at the other side, by who wrote. */
  shown: Record<Party, number[]>
  /** The writer's own machine (sealing) and the reader's (opening), outside of the above, one after the other. */
  making: number[]
  reading: number[]
  /** Both together with the time to be shown: what two people feel. */
  felt: number[]
  sent: number
  /** Not shown, shown twice, shown with another text, refused, streams that broke: all 0 when the rate is held. */
  lost: number
  doubled: number
  wrong: number
  refused: number
  broken: number
  /** What the server said to the first that it refused. */
  refusal?: string
  /** How late the generator itself was (p95 is in the report when it matters). */
  late: number[]
  /** Processor milliseconds of the server process for each message. */
  cpu: number
}

type Planned = { at: number; conversation: number; by: Party }

/**
 * Puts one load on one side: every conversation speaks at its own random moment
 * in each interval, the two sides in turns. Open loop: a slow answer never delays
 * the next message. Everything is sealed before the clock starts and opened after it stops.
 */
export async function putLoad(side: Side, { rate, seconds, patience = 10 }: Shape): Promise<Figures> {
  const plan = planLoad(side.conversations, rate, seconds)
  const messages: { ready: Ready; planned: Planned; sentAt?: number; shownAt?: number }[] = []
  const byKey = new Map<string, (typeof messages)[number]>()
  for (const planned of plan) {
    const ready = await side.make(planned.conversation, planned.by, sentence())
    const message = { ready, planned }
    messages.push(message)
    byKey.set(ready.key, message)
  }
  const figures = emptyFigures(messages.length)
  const waiting = new Set(byKey.keys())
  side.onShown = (key) => {
    const message = byKey.get(key)
    if (!message) return
    message.shownAt ??= performance.now()
    if (!waiting.delete(key)) figures.doubled++
  }
  const brokenBefore = side.broken
  const cpuBefore = cpuTime(side.pid)
  const answers: Promise<void>[] = []
  const begun = performance.now() + 50
  for (const message of messages) {
    const due = begun + message.planned.at
    const wait = due - performance.now()
    if (wait > 0.5) await new Promise((resolve) => setTimeout(resolve, wait))
    message.sentAt = performance.now()
    figures.late.push(Math.max(0, message.sentAt - due))
    answers.push(
      message.ready.send().catch((error: unknown) => {
        figures.refused++
        figures.refusal ??= String(error).slice(0, 300)
      }),
    )
  }
  const until = performance.now() + patience * 1_000
  while (waiting.size > 0 && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 20))
  await Promise.race([Promise.all(answers), new Promise((resolve) => setTimeout(resolve, 1_000))])
  figures.cpu = (cpuTime(side.pid) - cpuBefore) / messages.length
  figures.broken = side.broken - brokenBefore

  for (const { ready, planned, sentAt, shownAt } of messages) {
    figures.making.push(ready.madeIn)
    if (sentAt === undefined || shownAt === undefined) {
      figures.lost++
      continue
    }
    figures.shown[ready.by].push(shownAt - sentAt)
    const opening = performance.now()
    const text = await side.read(planned.conversation, ready.key).catch(() => undefined)
    const readIn = performance.now() - opening
    figures.reading.push(readIn)
    figures.felt.push(ready.madeIn + (shownAt - sentAt) + readIn)
    if (text !== ready.text) figures.wrong++
  }
  return figures
}

function emptyFigures(sent: number): Figures {
  const samples = { shown: { seeker: [], responder: [] }, making: [], reading: [], felt: [], late: [] }
  return { ...samples, sent, lost: 0, doubled: 0, wrong: 0, refused: 0, broken: 0, cpu: 0 }
}

function planLoad(conversations: number, rate: number, seconds: number): Planned[] {
  const interval = (conversations * 1_000) / rate
  const plan: Planned[] = []
  for (let conversation = 0; conversation < conversations; conversation++) {
    let by: Party = randomInt(2) === 0 ? 'seeker' : 'responder'
    for (let at = (randomInt(1_000_000) / 1_000_000) * interval; at < seconds * 1_000; at += interval) {
      plan.push({ at, conversation, by })
      by = by === 'seeker' ? 'responder' : 'seeker'
    }
  }
  return plan.sort((a, b) => a.at - b.at)
}

let count = 0

/** 20 to 120 characters, as people write in a chat; the number makes each its own. */
function sentence(): string {
  count += 1
  return `${count} ${'is anybody there who can tell me what to do next '.repeat(3).slice(0, randomInt(16, 116))}`.trim()
}
