import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SignIn } from '../../../src/demo/seed.ts'
import { freePort } from '../../postgres/server.ts'
import { createClient, type Client } from '../../support/line/client.ts'
import { enterByPassphrase } from '../../support/line/enter.ts'
import { newSeeker } from '../../support/line/seeker.ts'
import { serverFolder, startServerProcess } from '../../support/server-process.ts'

export type Stage = {
  /** Names that a scanner's own resolver knows. */
  help: string
  workspace: string
  /** Of the members that were signed in, and of a seeker in a conversation. */
  cookies: { line: string; provider: string }
  ticket: string
  temporary: string
  /** `select 1` through the door, and a page: whether the server still stands. */
  stands(): Promise<boolean>
  output(): string
  close(): Promise<void>
}

/** Limits would answer a scanner, and nothing behind them would be looked at. They have a drill of their own (guess). */
const unhurried = {
  TRUST_PROXY: 'no',
  CONVERSATIONS_CALM_OPENS_PER_MINUTE: '1000000',
  CONVERSATIONS_CALM_RETURNS_PER_MINUTE: '1000000',
  CONVERSATIONS_MESSAGES_PER_MINUTE: '1000000',
}

/** The demo as `npm run demo` starts it, with two of its people at work and one seeker. */
export async function setStage(): Promise<Stage> {
  const folder = serverFolder()
  const port = await freePort()
  const origins = { help: `http://127.0.0.1:${port}`, workspace: `http://localhost:${port}` }
  const demo = await startServerProcess(folder, {
    entry: 'src/demo/main.ts',
    port,
    environment: { ...unhurried, WORKSPACE_ORIGIN: origins.workspace },
  })
  const clients: Client[] = []
  const browser = (origin: string) => {
    const client = createClient({ origin, port: () => port })
    clients.push(client)
    return client
  }
  const people = JSON.parse(
    readFileSync(join(folder.outerKeys, 'demo-sign-ins.json'), 'utf8'),
  ) as readonly SignIn[]
  const enter = async (handle: string) => {
    const person = people.find((each) => each.handle === handle)
    if (!person) throw new Error(`the demo has no ${handle}`)
    const client = browser(origins.workspace)
    await enterByPassphrase(client, person)
    return client.cookies()
  }
  const seeker = await newSeeker(browser(origins.help))
  await seeker.pen.write({ kind: 'text', text: 'Hello' })
  return {
    ...origins,
    cookies: { line: await enter('chidi'), provider: await enter('dominique') },
    ticket: seeker.ticketId,
    temporary: folder.temporary,
    stands: async () => {
      const answers = await Promise.all(
        [`${origins.help}/health/ready`, `${origins.help}/en/`].map((url) =>
          fetch(url).catch(() => undefined),
        ),
      )
      return answers.every((answer) => answer?.ok === true)
    },
    output: demo.output,
    async close() {
      for (const client of clients) client.close()
      await demo.stop()
      folder.remove()
    },
  }
}
