/**
 * Messages, locale choice and formats, for the server. Reads every catalogue
 * from disk, so a browser bundle can't import it by mistake: the workspace uses
 * `workspace.ts`, the help site's scripts use `fill.ts`, and both may use
 * `locales.ts` and `formats.ts`.
 */
export { messagesFor, missingErrorTexts, pick, translator } from './catalogues.ts'
export { chooseLocale, languageAttributes, localeFromSegment, matchLocale } from './choose-locale.ts'
export { type Compact, fill } from './fill.ts'
export * from './formats.ts'
export { i18nSettings } from './i18n.config.ts'
export * from './locales.ts'
export type { Area, KeyOf, MessageKey } from './message-keys.ts'
export { errorText, type Translate, type Values } from './translate.ts'
