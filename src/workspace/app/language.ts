import { createContext, useContext } from 'react'
import {
  matchLocale,
  workspaceTranslator,
  type WorkspaceKey,
  type WorkspaceLocale,
  type WorkspaceTranslate,
} from '../../i18n/workspace.ts'
import { createStore, useStore } from './store.ts'

const place = 'northline.language'
export const workspaceLocales: readonly WorkspaceLocale[] = ['en', 'fr']

function spoken(tag: string): WorkspaceLocale | undefined {
  const found = matchLocale(tag, workspaceLocales)
  return workspaceLocales.find((locale) => locale === found)
}

function firstChoice(): WorkspaceLocale {
  const kept = localStorage.getItem(place)
  const wishes = kept ? [kept, ...navigator.languages] : navigator.languages
  for (const wish of wishes) {
    const locale = spoken(wish)
    if (locale) return locale
  }
  return 'en'
}

/** The language that the workspace speaks in this browser. */
export const language = createStore<WorkspaceLocale>(firstChoice())

/** Sets the language; text that is not one of ours changes nothing. */
export function speak(tag: string): void {
  const locale = spoken(tag)
  if (!locale) return
  localStorage.setItem(place, locale)
  language.set(locale)
}

export function translateNow(): WorkspaceTranslate {
  return workspaceTranslator(language.get())
}

const Translate = createContext<WorkspaceTranslate>(workspaceTranslator('en'))
export const TranslateProvider = Translate.Provider

/** `t('workspace.…', values)`; `t.locale` for formats. */
export function useT(): WorkspaceTranslate {
  return useContext(Translate)
}

export function useLanguage(): WorkspaceLocale {
  return useStore(language, (locale) => locale)
}

export type { WorkspaceKey, WorkspaceTranslate }
