import type chat from './catalogues/en/chat.json'
import type content from './catalogues/en/content.json'
import type directory from './catalogues/en/directory.json'
import type errors from './catalogues/en/errors.json'
import type help from './catalogues/en/help.json'
import type workspace from './catalogues/en/workspace.json'

type Source = {
  help: typeof help
  chat: typeof chat
  workspace: typeof workspace
  errors: typeof errors
  directory: typeof directory
  content: typeof content
}

/** A catalogue file. */
export type Area = keyof Source

/** The catalogue files of each locale, and how every key in them begins. */
export const areas: Readonly<Record<Area, string>> = {
  help: 'help.',
  chat: 'chat.',
  workspace: 'workspace.',
  errors: 'error.',
  directory: 'directory.',
  content: 'content.',
}

/** The keys of one area, read from the English catalogue, so that a typo fails the type check. */
export type KeyOf<A extends Area> = A extends Area ? keyof Source[A] & string : never

/** Every message key. */
export type MessageKey = KeyOf<Area>

/** Raw ICU messages by key. */
export type Messages = Readonly<Record<string, string>>
