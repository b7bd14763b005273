import { workspaceKeys } from '../../i18n/workspace.ts'
import type { WorkspaceTranslate } from '../app/language.ts'

const prefix = 'workspace.audit.action.'

/** What can be looked for, by its name in the audit. */
export const auditActions: readonly string[] = workspaceKeys
  .filter((key) => key.startsWith(prefix))
  .map((key) => key.slice(prefix.length))

/** What was done, in words; an action that has none yet by its own name. */
export function actionText(t: WorkspaceTranslate, action: string): string {
  const key = `${prefix}${action}`
  return t.has(key) ? t(key) : action
}

/** What kind of thing it was done to. */
export function kindText(t: WorkspaceTranslate, kind: string): string {
  const key = `workspace.audit.kind.${kind}`
  return t.has(key) ? t(key) : kind
}

/** Enough of a record's name to tell it from others on one page; it leads to nobody. */
export const shortName = (name: string): string => name.slice(0, 6)
