import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { verifyAudit } from '../../scripts/audit-verify.ts'
import { startWitness } from '../support/witness.ts'
import { inspect } from './support/accessibility.ts'
import { memberOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { eventually, see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'
import { readColleagues } from './support/supervising.ts'
import { onDuty, together } from './support/together.ts'

const home = mkdtempSync(join(tmpdir(), 'northline-witness-'))
const witness = await startWitness(home)
const scene = openScene({ environment: witness.settings })
afterAll(async () => {
  await witness.stop()
  rmSync(home, { recursive: true, force: true })
})

describe('everyone can see who did', () => {
  test('a colleague reads a conversation: whoever had it, the supervisor and the person see that', async () => {
    const faults: string[] = []
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'A message for one reader')
    const chidi = memberOf(await scene.person())
    await chidi.enter(scene.signIn('chidi'))
    await readColleagues(chidi)
    await see(chidi.page.locator('.bubble').getByText('A message for one reader'))

    const opened = seeker.page.locator('#opened')
    await seeker.choose('chat.opened.heading')
    await see(opened.getByText(seeker.t('chat.opened.responder')))
    await see(opened.getByText(seeker.t('chat.opened.supervisor')))
    for (const name of ['Ada', 'Chidi', 'Lakeside']) expect(await opened.innerText()).not.toContain(name)
    faults.push(...(await inspect(seeker.page, 'who opened this chat')))

    await ada.page.getByRole('link', { name: ada.t('workspace.nav.team'), exact: true }).click()
    await ada.page.getByRole('link', { name: ada.t('workspace.audit.open') }).click()
    const read = ada.page
      .getByRole('listitem')
      .filter({ hasText: ada.t('workspace.audit.action.conversations.supervisor_read') })
    await see(read.getByText('Chidi (invented)'))
    expect(await ada.button('workspace.audit.export').count()).toBe(0)
    faults.push(...(await inspect(ada.page, 'my work')))

    await chidi.page.getByRole('link', { name: chidi.t('workspace.nav.team'), exact: true }).click()
    await chidi.page.getByRole('link', { name: chidi.t('workspace.audit.open') }).click()
    await chidi.button('workspace.audit.filters').click()
    await chidi.choose('workspace.audit.action', chidi.t('workspace.audit.action.conversations.claim'))
    await chidi.choose('workspace.audit.member', 'Ada (invented)')
    await chidi.button('workspace.audit.apply').click()
    const claims = chidi.page
      .getByRole('listitem')
      .filter({ hasText: chidi.t('workspace.audit.action.conversations.claim') })
    await see(claims)
    faults.push(...(await inspect(chidi.page, 'the record')))
    await claims.getByRole('button').click()
    await see(chidi.button('workspace.audit.every_record'))

    const download = chidi.page.waitForEvent('download')
    await chidi.button('workspace.audit.export').click()
    const path = await (await download).path()
    await see(chidi.text('workspace.audit.export_done'))
    const verify = () =>
      verifyAudit({
        entries: readFileSync(path, 'utf8'),
        checkpoints: readFileSync(witness.file, 'utf8'),
        key: readFileSync(join(witness.log, 'witness.pub'), 'utf8'),
        part: true,
      })
    await eventually(() => verify().covered).toBeGreaterThan(5)
    expect(verify().faults).toEqual([])
    expect(faults).toEqual([])
  })

  test('without script, in French, and the page of the record too', async () => {
    const faults: string[] = []
    const bastien = await onDuty(scene, 'bastien', { locale: 'fr' })
    const seeker = seekerOf(await scene.person({ script: false, width: 360, locale: 'fr' }))
    await seeker.openChat()
    await seeker.sayStill('Un message')
    await bastien.take('fr')
    await see(bastien.said('Un message'))
    await seeker.choose('chat.opened.heading')
    await seeker.button('chat.opened.button').click()
    await see(seeker.page.locator('.opened').getByText(seeker.t('chat.opened.responder')))
    faults.push(...(await inspect(seeker.page, 'sans script')))
    await bastien.page.getByRole('link', { name: bastien.t('workspace.nav.team'), exact: true }).click()
    await bastien.page.getByRole('link', { name: bastien.t('workspace.audit.open') }).click()
    await see(bastien.text('workspace.audit.work_none'))
    faults.push(...(await inspect(bastien.page, 'mon travail')))
    expect(faults).toEqual([])
  })
})
