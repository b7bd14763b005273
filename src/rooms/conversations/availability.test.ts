import { describe, expect, it } from 'vitest'
import { randomId, type StaffActor } from '../../kernel/index.ts'
import * as desk from './desk.usecases.ts'
import { availability, conversationState } from './seeker.usecases.ts'
import { openSeeker } from './testing-sides.ts'
import { openWorld } from './testing.ts'

describe('whether somebody can answer', () => {
  it('is said of the team that the conversation goes to, not of others that are on duty', async () => {
    const own = await openWorld()
    try {
      const elsewhere = own.member(['responder'], randomId())
      const beat = (actor: StaffActor) =>
        desk.heartbeat(own.room, actor, { available: true, languages: ['fr'], active: true, leaving: false })
      await beat(elsewhere)
      const side = await openSeeker(own)
      const now = own.another()
      expect(await availability(now, 'en')).toMatchObject({ open: false, respondersFree: 0, languages: [] })
      expect(await conversationState(now, side.actor)).toMatchObject({ open: false, respondersFree: 0 })
      await beat(own.member())
      const later = own.another()
      expect(await availability(later, 'en')).toMatchObject({ open: true, respondersFree: 1, waiting: 1 })
      expect(await conversationState(later, side.actor)).toMatchObject({ open: true, respondersFree: 1 })
    } finally {
      await own.close()
    }
  })
})
