import { CompiledQuery } from 'kysely'
import * as contract from '../../../src/contracts/identity.ts'
import { workspaceTranslator } from '../../../src/i18n/workspace.ts'
import { wordsOfLoss } from '../../../src/workspace/keys/loss-words.ts'
import { nameHolders } from '../keys/acts.ts'
import { readDump } from '../keys/thief.ts'
import { nextEpoch } from './team.ts'
import { bothLoseTheirKeys, countRead, type Setting } from './setting.ts'

/**
 * The plan in force covers nothing, the code of before is gone with its paper, and both
 * readers lose everything. What the page says is compared with what can be opened.
 */
export async function loseEverything(setting: Setting): Promise<string> {
  const { teamId, holders, faults, stage } = setting
  const [before] = setting.readers
  await nameHolders(before, teamId, holders)
  await stage.withDump(async (database) => {
    await database.unguarded.executeQuery(CompiledQuery.raw('reset role'))
    await database.unguarded.executeQuery(CompiledQuery.raw('delete from identity.recovery_slots'))
  })
  const { epochs } = await before.client.call(contract.keyState, { teamId })
  await bothLoseTheirKeys(setting)
  const [reader] = setting.readers
  await nextEpoch(reader, teamId)
  const read = await countRead(setting, await stage.withDump(readDump), [...setting.readers, ...holders])
  if (read > 0) faults.push(`after a total loss ${read} messages were opened`)
  const asked = setting.planted('truth') ? { ...(await state()), lost: null } : await state()
  for (const [locale, words] of [
    ['en', `${epochs} team keys are gone`],
    ['fr', `${epochs} clés d’équipe sont perdues`],
  ] as const) {
    const said = wordsOfLoss(workspaceTranslator(locale), asked, 'America/Toronto').join(' ')
    if (!said.includes(words)) faults.push(`the page says: ${said}`)
    if (/recover|rétabli/.test(said)) faults.push(`the page promises: ${said}`)
  }
  return `0 messages opened by all five together; the page says that ${epochs} team keys are gone`

  function state() {
    return reader.client.call(contract.keyState, { teamId })
  }
}
