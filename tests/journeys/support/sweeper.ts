import {
  claim,
  deskQueue,
  endConversation,
  handOver,
  presence,
} from '../../../src/contracts/conversations.ts'
import type { SignIn } from '../../../src/demo/seed.ts'
import { createClient } from '../../support/line/client.ts'
import { enterByPassphrase } from '../../support/line/enter.ts'
import type { ServerProcess } from '../../support/server-process.ts'

export type Sweeper = { sweep(): Promise<void>; close(): void }

/** A supervisor without a screen, who ends what a test has left, so that the next one finds an empty line. */
export async function createSweeper(demo: ServerProcess, { handle, passphrase }: SignIn): Promise<Sweeper> {
  const client = createClient({ origin: demo.workspaceOrigin, port: () => demo.port })
  const session = await enterByPassphrase(client, { handle, passphrase })
  const beat = (leaving: boolean) =>
    client.call(presence, { available: false, languages: ['en'], active: false, leaving })
  return {
    async sweep() {
      // The server closes a connection that was still for some seconds, maybe at this moment; a browser asks once more.
      await beat(false).catch(() => beat(false))
      const { waiting, mine, others } = await client.call(deskQueue, {})
      for (const { conversationId } of waiting) await client.call(claim, { conversationId })
      for (const { conversationId } of others)
        await client.call(handOver, { conversationId, memberId: session.member.id })
      for (const { conversationId } of [...waiting, ...mine, ...others])
        await client.call(endConversation, { conversationId })
      await beat(true)
    },
    close: () => client.close(),
  }
}
