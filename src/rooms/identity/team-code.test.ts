import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { deriveTeamCode, newPrintedCode, openTeamCodeSlot } from '../../sealing/index.ts'
import { reason, recoveryScene, type RecoveryScene } from './recovery.testing.ts'
import { bytesFrom, hireWithKeys, newTeam, openedBy, openWorld, refusal, type World } from './testing.ts'

let world: World
let scene: RecoveryScene

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.database.close())
beforeEach(async () => {
  scene = await recoveryScene(world)
})

describe('a code in a safe', () => {
  const start = (publicKey: Uint8Array<ArrayBuffer>) =>
    scene.lead().browser.call(contract.startCodeRecovery, {
      teamId: scene.teamId,
      reason,
      publicKey: bytesToBase64Url(publicKey),
    })

  it('stands in for three people: it gives the past back, is then used, and a new one is urged', async () => {
    const pair = await deriveTeamCode(scene.teamId, newPrintedCode())
    await scene.lead().browser.call(contract.setTeamCode, {
      teamId: scene.teamId,
      publicKey: bytesToBase64Url(pair.publicKey),
    })
    await scene.cover()
    await scene.loseEverything()
    const { recoveryId } = await start(pair.publicKey)
    const { slots } = await scene.lead().browser.call(contract.recoverySlots, { recoveryId })
    const keys = await Promise.all(
      slots.map(({ epoch, bytes }) => {
        const known = { ...epoch, teamId: scene.teamId, publicKey: bytesFrom(epoch.publicKey) }
        return openTeamCodeSlot(known, pair, bytesFrom(bytes))
      }),
    )
    await scene.restore(scene.lead(), recoveryId, keys)
    expect(await openedBy(scene.lead(), scene.teamId)).toEqual([1, 2])
    expect((await scene.viewOf(scene.lead()))?.current).toMatchObject({
      kind: 'code',
      usedAt: expect.stringMatching(/^20/),
    })
  })

  it('that is another one, or another team’s, starts nothing', async () => {
    const pair = await deriveTeamCode(scene.teamId, newPrintedCode())
    expect(await refusal(start(pair.publicKey))).toBe('identity.no_such_plan')
    const stranger = await hireWithKeys(world, (await newTeam(world)).teamId, ['supervisor'])
    const publicKey = bytesToBase64Url(pair.publicKey)
    expect(
      await refusal(stranger.browser.call(contract.setTeamCode, { teamId: scene.teamId, publicKey })),
    ).toBe('identity.no_such_team')
    // A coordinator reads nothing, so the code gives them nothing either.
    await scene.lead().browser.call(contract.setTeamCode, { teamId: scene.teamId, publicKey })
    const clerk = scene
      .person(0)
      .browser.call(contract.startCodeRecovery, { teamId: scene.teamId, reason, publicKey })
    expect(await refusal(clerk)).toBe('identity.no_such_team')
  })

  it('that was typed stays used, and an old one is not put in force again, even where the code forgot to look', async () => {
    const set = async () => {
      const publicKey = (await deriveTeamCode(scene.teamId, newPrintedCode())).publicKey
      const input = { teamId: scene.teamId, publicKey: bytesToBase64Url(publicKey) }
      await scene.lead().browser.call(contract.setTeamCode, input)
      return publicKey
    }
    const old = await set()
    await start(old)
    await set()
    const actor = await scene.lead().browser.actor()
    const change = (column: 'current_at' | 'used_at', value: 'now' | 'never') =>
      world.database.as(actor, (tx) =>
        sql`update identity.recovery_plans set ${sql.ref(column)} = ${value === 'now' ? sql`now()` : null}
          where team_id = ${scene.teamId} and public_key = ${old}`.execute(tx),
      )
    await expect(change('current_at', 'now')).rejects.toThrow(/put in force once/)
    await expect(change('used_at', 'never')).rejects.toThrow(/stays used|row-level security/)
  })
})
