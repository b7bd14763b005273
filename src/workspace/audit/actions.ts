import type { WorkspaceTranslate } from '../app/language.ts'

/** What was done, in words; by its own name where an older version recorded what this one does not know. */
export function actionText(t: WorkspaceTranslate, action: string): string {
  const key = `workspace.audit.action.${action}`
  return t.has(key) ? t(key) : action
}

/** What kind of thing it was done to. */
export function kindText(t: WorkspaceTranslate, kind: string): string {
  const key = `workspace.audit.kind.${kind}`
  return t.has(key) ? t(key) : kind
}

/** Enough of a record's name to tell it from others on one page; it leads to nobody. */
export const shortName = (name: string): string => name.slice(0, 6)
