import enContent from './catalogues/en/content.json' with { type: 'json' }
import enDirectory from './catalogues/en/directory.json' with { type: 'json' }
import enErrors from './catalogues/en/errors.json' with { type: 'json' }
import enWorkspace from './catalogues/en/workspace.json' with { type: 'json' }
import frContent from './catalogues/fr/content.json' with { type: 'json' }
import frDirectory from './catalogues/fr/directory.json' with { type: 'json' }
import frErrors from './catalogues/fr/errors.json' with { type: 'json' }
import frWorkspace from './catalogues/fr/workspace.json' with { type: 'json' }
import type { KeyOf } from './message-keys.ts'
import { createTranslator, type Translate } from './translate.ts'

export * from './formats.ts'
export * from './locales.ts'
export { matchLocale } from './choose-locale.ts'
export { errorText, type Values } from './translate.ts'

/** The languages of the workspace. */
export type WorkspaceLocale = 'en' | 'fr'

/** The keys the workspace carries. */
export type WorkspaceKey = KeyOf<'workspace' | 'errors' | 'content' | 'directory'>

export type WorkspaceTranslate = Translate<WorkspaceKey>

const en = { ...enWorkspace, ...enErrors, ...enContent, ...enDirectory }
const fr = { ...frWorkspace, ...frErrors, ...frContent, ...frDirectory }

/** Every key, for lists of what there are texts for. */
export const workspaceKeys = Object.keys(en) as readonly WorkspaceKey[]

const translators: Readonly<Record<WorkspaceLocale, WorkspaceTranslate>> = {
  en: createTranslator<WorkspaceKey>('en', en, en),
  fr: createTranslator<WorkspaceKey>('fr', fr, en),
}

/** The workspace's translator; the same object each time, so it is safe as a React dependency. */
export function workspaceTranslator(locale: WorkspaceLocale): WorkspaceTranslate {
  return translators[locale]
}
