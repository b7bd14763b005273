import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notify, type Database } from '../database/index.ts'
import { testDatabase } from '../database/testing.ts'
import { randomId, type Actor, type StaffActor } from '../kernel/index.ts'
import { identityTopic } from '../rooms/identity/index.ts'
import { referralTopic } from '../rooms/referrals/index.ts'
import { openReferralStreams } from './referral-stream.ts'

let database: Database
let streams: Awaited<ReturnType<typeof openReferralStreams>>
/** Tells the hearers of a topic that the connection was away. */
let lost: () => void

beforeAll(async () => {
  database = await testDatabase()
  const listen: Database['listen'] = (topic, heard) => {
    if (topic === identityTopic) lost = () => heard('')
    return database.listen(topic, heard)
  }
  streams = await openReferralStreams({ ...database, listen })
})
afterAll(async () => {
  await streams.close()
  await database.close()
})

const member = (): StaffActor => ({ kind: 'staff', memberId: randomId(), sessionId: randomId(), teams: [] })

async function open(actor: StaffActor, now: () => Actor = () => actor) {
  const stream = await streams.route.open({}, { actor, reauthenticate: async () => now() })
  const reader = stream.getReader()
  let heard = ''
  const state = { ended: false, heard: () => heard, stop: () => reader.cancel() }
  const read = async (): Promise<void> => {
    const { done, value } = await reader.read()
    if (done) return void (state.ended = true)
    heard += new TextDecoder().decode(value)
    return read()
  }
  void read()
  return state
}

describe('the stream of referrals', () => {
  it('ends at once with its session, and no other does', async () => {
    const actor = member()
    const [ended, other] = [await open(actor), await open(member())]
    await database.as({ kind: 'system' }, (tx) =>
      notify(tx, identityTopic, { k: 'ended', session: actor.sessionId }),
    )
    await expect.poll(() => ended.ended).toBe(true)
    expect(other.ended).toBe(false)
    await other.stop()
  })

  it('tells by the roles of now, and that they have changed', async () => {
    const team = { teamId: randomId(), organisationId: randomId(), organisationKind: 'provider' as const }
    const actor: StaffActor = { ...member(), teams: [{ ...team, roles: ['provider'] }] }
    let now = actor
    const stream = await open(actor, () => now)
    const tell = (topic: string, payload: Record<string, string>) =>
      database.as({ kind: 'system' }, (tx) => notify(tx, topic, payload))
    const news = () => tell(referralTopic, { k: 'team', t: team.teamId })
    const heard = () => stream.heard().split('event: change').length - 1
    await news()
    await expect.poll(heard).toBe(1)
    now = { ...actor, teams: [] }
    await tell(identityTopic, { k: 'roles', member: actor.memberId })
    await expect.poll(stream.heard).toContain('event: session')
    await news()
    await tell(identityTopic, { k: 'ended', session: actor.sessionId })
    await expect.poll(() => stream.ended).toBe(true)
    expect(heard()).toBe(1)
  })

  it('asks again who is there after the database was away, and ends where the session did', async () => {
    let now: Actor = member()
    const stream = await open(now as StaffActor, () => now)
    lost()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(stream.ended).toBe(false)
    now = { kind: 'public' }
    lost()
    await expect.poll(() => stream.ended).toBe(true)
  })
})
