import { readFileSync } from 'node:fs'
import { newCanary, type Canary } from '../../support/canary/canaries.ts'
import type { Client } from '../../support/line/client.ts'

export type PlainWords = {
  canaries: Canary[]
  /** What pages answered, with how often: `507 server.full`. */
  answers: ReadonlyMap<string, number>
  stop(): Promise<void>
}

const codeOn = /\b(server\.\w+|request\.\w+)\b/

/**
 * The two ways on which words reach the server unsealed, again and again: the finder, whose text is a
 * parameter of a query, and a first message of a browser without script. Whatever fails meanwhile must
 * not put them into a log.
 */
export function writePlainWords(client: Client): PlainWords {
  const canaries: Canary[] = []
  const answers = new Map<string, number>()
  const end = new AbortController()
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  async function ask(path: string, fields: Record<string, string>): Promise<void> {
    const body = new URLSearchParams(fields).toString()
    try {
      const answer = await client.fetch(path, { method: 'POST', headers: form, body })
      const code = answer.status < 400 ? 'ok' : (codeOn.exec(await answer.text())?.[0] ?? 'no code')
      const key = `${answer.status} ${code}`
      answers.set(key, (answers.get(key) ?? 0) + 1)
    } catch {
      answers.set('no answer', (answers.get('no answer') ?? 0) + 1)
    }
  }

  async function hidden(): Promise<Record<string, string>> {
    const page = await client.fetch('/en/chat').then((answer) => answer.text())
    const inputs = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
    return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]))
  }

  async function run(): Promise<void> {
    while (!end.signal.aborted) {
      const looked = newCanary('finder')
      const said = newCanary('first message without script')
      canaries.push(looked, said)
      await ask('/en/services', { text: looked.text, place: looked.text })
      const fields = await hidden().catch(() => ({}))
      await ask('/en/chat', { ...fields, text: said.text, mode: 'still' })
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
  }

  const running = run()
  return {
    canaries,
    answers,
    stop: async () => {
      end.abort()
      await running
    },
  }
}

/** Canaries that stand in a log file. */
export function foundInLog(file: string, canaries: readonly Canary[]): string[] {
  const text = readFileSync(file, 'utf8')
  return canaries
    .filter((canary) => text.includes(canary.text))
    .map(({ label }) => `“${label}” stands in the log`)
}
