/*
 * npm run drill -- leave [--engine pglite|postgres]
 *
 * A responder with an open stream, a live conversation and a part in the team's recovery
 * keeps every key that they ever held, and leaves. They later get a dump of the database
 * and the outer keys as well. Held when they open none of the messages written after,
 * their stream ended, nothing they ask is answered — and when the same attack opens every
 * message written before, or it proves nothing.
 */
import { parseArgs } from 'node:util'
import * as conversations from '../../src/contracts/conversations.ts'
import { deskPaths } from '../../src/contracts/conversation-paths.ts'
import * as identity from '../../src/contracts/identity.ts'
import type { EpochKey } from '../../src/sealing/index.ts'
import { claimConversation, type Desk } from '../support/line/desk.ts'
import { newSeeker, type Seeker } from '../support/line/seeker.ts'
import { say } from '../support/figures.ts'
import { coverPast, epochsOf, nameHolders } from './keys/acts.ts'
import { engines, setKeyStage, type Engine, type KeyStage } from './keys/stage.ts'
import { plunder, readDump } from './keys/thief.ts'

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string' },
    /** epoch: no new epoch follows. stream: the stream of somebody who stays is watched. */
    plant: { type: 'string' },
  },
})

type Talk = { seeker: Seeker; desk?: Desk }
const written = { before: [] as string[], after: [] as string[] }

async function write(when: keyof typeof written, pen: Seeker['pen'], text: string): Promise<void> {
  await pen.write({ kind: 'text', text })
  written[when].push(text)
}

/** Conversations as they are when somebody leaves: quiet, live with them, live with another, waiting. */
async function talk(stage: KeyStage): Promise<Talk[]> {
  const talks: Talk[] = []
  for (const who of ['Leaver', 'Leaver', 'Lead', undefined]) {
    const seeker = await newSeeker(stage.newVisitor())
    await write('before', seeker.pen, `before, ${talks.length}, the person`)
    const desk = who && (await claimConversation(stage.member(who), seeker.conversationId))
    if (desk) await write('before', desk.pen, `before, ${talks.length}, ${who}`)
    talks.push({ seeker, ...(desk && { desk }) })
  }
  return talks
}

/** Resolves with what was heard once the server ended it; rejects when it goes on. */
async function streamEnds(stream: Promise<Response>): Promise<void> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('the stream goes on')), 10_000).unref(),
  )
  await Promise.race([stream, late])
}

async function drill(engine: Engine): Promise<boolean> {
  written.before = []
  written.after = []
  const stage = await setKeyStage(engine, [
    {
      team: 'Night',
      languages: ['en'],
      people: [
        { name: 'Lead', roles: ['responder', 'supervisor', 'administrator'] },
        { name: 'Colleague', roles: ['responder'] },
        { name: 'Leaver', roles: ['responder'] },
      ],
    },
  ])
  const faults: string[] = []
  try {
    const [lead, colleague, leaver] = [
      stage.member('Lead'),
      stage.member('Colleague'),
      stage.member('Leaver'),
    ]
    const { teamId } = lead
    await nameHolders(lead, teamId, [lead, colleague, leaver])
    await coverPast(lead, teamId)
    await lead.nextEpoch()
    const talks = await talk(stage)
    const watched = options.plant === 'stream' ? lead : leaver
    const stream = watched.client.fetch(deskPaths.stream, { headers: { 'x-northline': '1' } })
    stream.catch(() => undefined)
    const kept: EpochKey[] = await epochsOf(leaver, teamId)

    await lead.client.call(identity.removeMember, { teamId, memberId: leaver.member.memberId })
    await streamEnds(stream).catch((error: unknown) => faults.push((error as Error).message))
    for (const [what, asked] of [
      ['the queue', leaver.client.call(conversations.deskQueue, {})],
      ['the team keys', leaver.client.call(identity.currentEpochs, {})],
    ] as const)
      if (
        await asked.then(
          () => true,
          () => false,
        )
      )
        faults.push(`${what} was still answered`)
    // What the next browser of the team does by itself.
    if (options.plant !== 'epoch') await lead.nextEpoch()

    // Nothing is interrupted: every conversation goes on, also the one that the leaver had.
    for (const [at, { seeker, desk }] of talks.entries()) {
      await write('after', seeker.pen, `after, ${at}, the person`)
      if (at === 2 && desk) await write('after', desk.pen, `after, ${at}, Lead`)
      if (at === 3) {
        const fresh = await claimConversation(colleague, seeker.conversationId)
        await write('after', fresh.pen, `after, ${at}, Colleague`)
      }
      await write('after', seeker.pen, `after, ${at}, the person again`)
    }
    const late = await newSeeker(stage.newVisitor())
    await write('after', late.pen, 'after, a new conversation')

    const dump = await stage.withDump(readDump)
    const loot = await plunder({ dump, outerKeys: stage.outerKeys, members: [leaver.member], kept })
    const opened = (texts: readonly string[]) =>
      texts.filter((text) => loot.texts.some((found) => found.includes(`"${text}"`))).length
    const [before, after] = [opened(written.before), opened(written.after)]
    if (after > 0) faults.push(`${after} messages written after were opened`)
    if (before !== written.before.length) faults.push('the control did not open what was written before')
    for (const fault of faults) say(`  ${fault}`)
    say(
      `leave, ${engine}: ${kept.length} team keys kept, ${talks.length} conversations went on, 1 began: ` +
        `${after} of ${written.after.length} messages written after opened, ` +
        `${before} of ${written.before.length} written before (control)`,
    )
    return faults.length === 0
  } finally {
    await stage.close()
  }
}

const chosen = engines.filter((engine) => options.engine === undefined || options.engine === engine)
if (chosen.length === 0) throw new Error(`--engine is one of ${engines.join(', ')}`)
let held = true
for (const engine of chosen) held = (await drill(engine)) && held
say(held ? 'leave: held' : 'leave: NOT held')
process.exit(held ? 0 : 1)
