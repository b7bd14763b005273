import { describe, expect, it } from 'vitest'
import { done, handle } from '../../contracts/index.ts'
import { answerDeletion, claim, deskSend, presence } from '../../contracts/conversations.ts'
import { currentSession, inviteMember } from '../../contracts/identity.ts'
import { randomId } from '../../kernel/index.ts'
import { createLog } from '../log.ts'
import { everyRoute } from '../routes.ts'
import { api } from './api.ts'
import { requireUnlocked, type Asker } from './while-locked.ts'

const asker = (locked: boolean): Asker => ({
  kind: 'staff',
  memberId: randomId(),
  sessionId: randomId(),
  teams: [],
  locked,
})
const passes = (route: (typeof everyRoute)[number], locked: boolean) => {
  try {
    requireUnlocked(route, asker(locked))
    return true
  } catch {
    return false
  }
}

describe('a session that was left untouched', () => {
  it('goes on with what keeps a conversation alive, and with signing in again', () => {
    for (const route of [presence, deskSend, currentSession]) expect(passes(route, true), route.id).toBe(true)
  })

  it('is refused whatever opens, decides, invites or deletes', () => {
    for (const route of [claim, answerDeletion, inviteMember])
      expect(passes(route, true), route.id).toBe(false)
  })

  it('is refused every other route of members by default; an unlocked one is refused none of them', () => {
    const guarded = everyRoute.filter(({ access }) => access !== 'public' && access !== 'seeker')
    expect(
      guarded
        .filter((route) => passes(route, true))
        .map(({ id }) => id)
        .sort(),
    ).toEqual([
      'conversations.desk_generations',
      'conversations.desk_messages',
      'conversations.desk_queue',
      'conversations.desk_send',
      'conversations.presence',
      'identity.set_locale',
      'identity.sign_out',
      'identity.touch',
    ])
    expect(guarded.every((route) => passes(route, false))).toBe(true)
  })

  it('is told so over HTTP, without being signed out', async () => {
    let locked = true
    const route = { ...claim, access: 'staff' as const, output: done }
    const app = api({
      routes: [handle(route, async () => ({ done: true as const }))],
      origin: 'workspace',
      address: 'http://workspace.test',
      enabledLocales: ['en'],
      log: createLog('silent'),
      actorOf: async () => asker(locked),
      addressOf: () => undefined,
    })
    const ask = () =>
      app.request(`http://workspace.test${route.path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-northline': '1' },
        body: JSON.stringify({ conversationId: randomId() }),
      })
    const refused = await ask()
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ error: { code: 'identity.locked' } })
    locked = false
    expect((await ask()).status).toBe(200)
  })
})
