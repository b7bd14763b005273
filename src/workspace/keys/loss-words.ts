import type { OutputOf } from '../../contracts/index.ts'
import type { keyState } from '../../contracts/identity.ts'
import { formatDateTime } from '../../i18n/formats.ts'
import type { WorkspaceTranslate } from '../../i18n/workspace.ts'

export type KeyState = OutputOf<typeof keyState>

/**
 * What is true of a team's past, in sentences, the worst first: what is gone, what can be
 * recovered, what hangs on one person, what a colleague can open. `zone` is an IANA name.
 */
export function wordsOfLoss(t: WorkspaceTranslate, state: KeyState, zone: string): string[] {
  const { epochs, mine, atRisk, recoverable, lost } = state
  const said: string[] = []
  const day = (moment: string) => formatDateTime(t.locale, new Date(moment), zone)
  if (lost) {
    said.push(t('workspace.lost.gone', { count: lost.count }))
    said.push(
      lost.until === null
        ? t('workspace.lost.gone_now', { from: day(lost.from) })
        : t('workspace.lost.gone_when', { from: day(lost.from), until: day(lost.until) }),
    )
  }
  if (recoverable > 0) said.push(t('workspace.lost.recoverable', { count: recoverable }))
  if (atRisk > 0) said.push(t('workspace.lost.at_risk', { count: atRisk }))
  const opened = epochs - (lost?.count ?? 0) - recoverable
  if (mine < opened) said.push(t('workspace.lost.mine', { mine, count: opened }))
  if (epochs === 0) return [t('workspace.lost.nothing_yet')]
  return said.length > 0 ? said : [t('workspace.lost.nothing')]
}
