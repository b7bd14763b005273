import * as contract from '../../../src/contracts/identity.ts'
import { randomBytes } from 'node:crypto'
import type { EpochKey } from '../../../src/sealing/index.ts'
import type { Unlocking } from '../../../src/workspace/sealing-client/members.ts'
import { newSeeker } from '../../support/line/seeker.ts'
import type { Staff } from '../../support/line/staff.ts'
import { epochsOf, replaceKeys, type Hand } from '../keys/acts.ts'
import { setKeyStage, type Engine, type KeyStage } from '../keys/stage.ts'
import { plunder, readDump, type Dump } from '../keys/thief.ts'

/** A team of two who read, three of its organisation who don't, and what seekers wrote under three epochs. */
export type Setting = {
  stage: KeyStage
  teamId: string
  /** The two who read, with the keys of now. */
  readers: [Hand, Hand]
  holders: Staff[]
  messages: string[]
  /** As it lay there once they were written. */
  written: Dump
  faults: string[]
  /** Ways back that opened everything. */
  ways: string[]
  /** Whether a fault was put in on purpose. */
  planted(fault: 'slot' | 'alone' | 'truth'): boolean
}

export async function openSetting(engine: Engine, plant: string | undefined): Promise<Setting> {
  const stage = await setKeyStage(engine, [
    {
      team: 'Night',
      languages: ['en'],
      people: [
        { name: 'Lead', roles: ['responder', 'supervisor', 'administrator'] },
        { name: 'Second', roles: ['responder', 'supervisor', 'administrator'] },
      ],
    },
    {
      team: 'Board',
      languages: ['tlh'],
      people: [
        { name: 'Ira', roles: ['coordinator'] },
        { name: 'Jo', roles: ['coordinator'] },
        { name: 'Kim', roles: ['coordinator'] },
      ],
    },
  ])
  const lead = stage.member('Lead')
  const messages: string[] = []
  for (let epoch = 1; epoch <= 3; epoch++) {
    await lead.nextEpoch()
    const { pen } = await newSeeker(stage.newVisitor())
    for (let number = 1; number <= 2; number++) {
      const text = `message ${messages.length + 1} under team key ${epoch}`
      await pen.write({ kind: 'text', text })
      messages.push(text)
    }
  }
  return {
    stage,
    teamId: lead.teamId,
    readers: [lead, stage.member('Second')],
    holders: ['Ira', 'Jo', 'Kim'].map((name) => stage.member(name)),
    messages,
    written: await stage.withDump(readDump),
    faults: [],
    ways: [],
    planted: (fault) => plant === fault || plant === 'all',
  }
}

/** How many of the messages these people read with a dump and the outer keys. */
export async function countRead(
  { stage, messages }: Setting,
  dump: Dump,
  hands: readonly Hand[],
  kept: readonly EpochKey[] = [],
): Promise<number> {
  const members = hands.map(({ member }) => member)
  const loot = await plunder({ dump, outerKeys: stage.outerKeys, members, kept })
  return messages.filter((text) => loot.texts.some((found) => found.includes(`"${text}"`))).length
}

/** Notes a way back that must have opened everything that was written at the beginning. */
export async function mustOpenAll(setting: Setting, way: string, hand: Hand): Promise<void> {
  const read = await countRead(setting, setting.written, [], await epochsOf(hand, setting.teamId))
  if (read !== setting.messages.length)
    setting.faults.push(`${way}: ${read} of ${setting.messages.length} messages opened`)
  else if (!setting.ways.includes(way)) setting.ways.push(way)
}

/** Both readers lose all that opens their keys, make new ones by each other's leave, and open nothing. */
export async function bothLoseTheirKeys(setting: Setting): Promise<void> {
  const { teamId, readers } = setting
  const [first, second] = readers
  for (const [by, who] of [
    [first, second],
    [second, first],
  ] as const)
    await by.client.call(contract.allowReturn, { teamId, memberId: who.member.memberId })
  const renewed: Hand[] = []
  for (const { client, member } of readers) {
    const secret: Unlocking = { kind: 'passphrase', wrapKey: new Uint8Array(randomBytes(32)) }
    renewed.push(await replaceKeys(client, member.memberId, secret))
  }
  const [one, two] = renewed
  if (one && two) setting.readers = [one, two]
}
