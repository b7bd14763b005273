import { randomInt } from 'node:crypto'
import { randomId } from '../../../src/kernel/index.ts'
import type { Stage } from './stage.ts'

/** What a superuser does to witnessed entries. Gives the number of the first entry that is then wrong. */
export type Tampering = (stage: Stage, witnessed: number) => Promise<number>

const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)] as T
const some = (witnessed: number) => randomInt(1, witnessed + 1)
const entryAt = (number: number) => `(select entry from audit.leaves where number = ${number})`

/** Two different numbers, the smaller first. */
function two(witnessed: number): [number, number] {
  const first = some(witnessed - 1)
  return [first, randomInt(first + 1, witnessed + 1)]
}

async function edit({ raw }: Stage, witnessed: number): Promise<number> {
  const number = some(witnessed)
  const change = pick([
    `who = 'system'`,
    `who = (select who || 'x')`,
    `action = 'conversations.release'`,
    `at = at - interval '1 microsecond'`,
    `at = at + interval '1 day'`,
    `subject = reverse(subject)`,
    `subject = null, subject_kind = null`,
    `subject_kind = 'referral'`,
    `purpose = 'planned'`,
    `organisations = '{}'`,
    `entry_id = '${randomId()}'`,
  ])
  await raw(`update audit.entries set ${change} where id = ${entryAt(number)}`)
  return number
}

async function remove({ raw }: Stage, witnessed: number): Promise<number> {
  const [number, other] = two(witnessed)
  const withNumber = pick([true, false])
  const numbers = pick([[number], [number, other]])
  await raw(
    `delete from audit.entries where id in (select entry from audit.leaves where number in (${numbers.join(',')}))`,
  )
  if (withNumber) await raw(`delete from audit.leaves where number in (${numbers.join(',')})`)
  return number
}

async function reorder({ raw }: Stage, witnessed: number): Promise<number> {
  const [first, second] = two(witnessed)
  if (pick([true, false])) {
    await raw(`update audit.leaves set number = 1000000 where number = ${first}`)
    await raw(`update audit.leaves set number = ${first} where number = ${second}`)
    await raw(`update audit.leaves set number = ${second} where number = 1000000`)
  } else {
    const ids = await raw<{ entry: string }>(
      `select entry::text from audit.leaves where number in (${first}, ${second}) order by number`,
    )
    const [one, other] = ids.map(({ entry }) => entry)
    await raw(`update audit.leaves set entry = -1 where number = ${first}`)
    await raw(`update audit.leaves set entry = ${one} where number = ${second}`)
    await raw(`update audit.leaves set entry = ${other} where number = ${first}`)
  }
  return first
}

async function insert({ raw }: Stage, witnessed: number): Promise<number> {
  const number = some(witnessed)
  const columns = 'at, who, organisations, action, subject_kind, subject, purpose'
  const forged = pick([
    // As of now, or dated back, with a seal that was guessed.
    `select '${randomId()}', now(), who, organisations, 'conversations.end', subject_kind, subject, purpose, sha256('guess')`,
    `select '${randomId()}', at, who, organisations, 'conversations.end', subject_kind, subject, purpose, sha256('guess')`,
    `select '${randomId()}', ${columns}, seal`,
    `select '${randomId()}', ${columns}, null`,
    // One that was written, once more.
    `select entry_id, ${columns}, seal`,
  ])
  const added = await raw<{ id: string }>(
    `insert into audit.entries (entry_id, ${columns}, seal) ${forged} from audit.entries where id = ${entryAt(number)} returning id::text`,
  )
  if (pick([true, false])) return witnessed + 1
  // Between two others, and everything after it one place on.
  await raw(`update audit.leaves set number = number + 1000000 where number >= ${number}`)
  await raw(`update audit.leaves set number = number - 999999 where number >= 1000000`)
  await raw(
    `insert into audit.leaves (number, entry, leaf) values (${number}, ${added[0]?.id}, sha256('leaf'))`,
  )
  return number
}

async function truncate({ raw }: Stage): Promise<number> {
  await raw(
    `truncate ${pick(['audit.entries', 'audit.entries, audit.leaves', 'audit.entries, audit.leaves, audit.checkpoints'])}`,
  )
  return 1
}

/** As from a backup: everything after some entry is gone. */
async function cutOff({ raw }: Stage, witnessed: number): Promise<number> {
  const number = some(witnessed)
  await raw(
    `delete from audit.entries where id in (select entry from audit.leaves where number >= ${number})`,
  )
  if (pick([true, false])) await raw(`delete from audit.leaves where number >= ${number}`)
  return number
}

export const tamperings: Readonly<Record<string, Tampering>> = {
  edit,
  delete: remove,
  reorder,
  insert,
  truncate,
  'cut off': cutOff,
}
