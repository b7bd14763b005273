import { useSyncExternalStore } from 'react'
import { draftKey, openDraft, sealDraft } from '../sealing-client/draft-box.ts'
import { whenLocking } from './lock.ts'
import { currentMember, session, whenWiped } from './session.ts'

/*
 * Everything that was typed and not sent, by name: in memory while the screen is
 * open, and as ciphertext in this browser's storage, so that a reload, a lock or a
 * crash loses nothing. Sealing one takes a fraction of a millisecond, so each
 * keystroke is kept at once.
 */

const prefix = 'northline.draft.'
const values = new Map<string, unknown>()
/** Counts the changes of a name: a seal that ends after a later change must not overwrite it. */
const changes = new Map<string, number>()
const busy = new Set<string>()
const unsaved = new Set<string>()
const listeners = new Set<() => void>()
let key: CryptoKey | undefined
let owner: string | undefined

const place = (memberId: string, name: string) => `${prefix}${memberId}.${name}`
const tell = () => listeners.forEach((listener) => listener())

/** After unlocking: opens what this member left in this browser. */
export async function loadDrafts(): Promise<void> {
  const member = currentMember()
  if (!member) return
  const opened = await draftKey(member.root)
  key = opened
  owner = member.memberId
  const mine = place(owner, '')
  for (const item of Object.keys(localStorage).filter((item) => item.startsWith(mine))) {
    const name = item.slice(mine.length)
    const value = await openDraft(opened, name, localStorage.getItem(item) ?? '')
    if (value === undefined) localStorage.removeItem(item)
    else if (!values.has(name)) values.set(name, value)
  }
  for (const name of unsaved) void store(name)
  tell()
}

export function readDraft<Value>(name: string): Value | undefined {
  return values.get(name) as Value | undefined
}

/** Every draft whose name begins so. */
export function draftsNamed(start: string): string[] {
  return [...values.keys()].filter((name) => name.startsWith(start))
}

/** Keeps a value; `undefined` deletes it. */
export function keepDraft(name: string, value: unknown): void {
  if (value === undefined) values.delete(name)
  else values.set(name, value)
  changes.set(name, (changes.get(name) ?? 0) + 1)
  unsaved.add(name)
  tell()
  void store(name)
}

async function store(name: string): Promise<void> {
  const [sealKey, memberId, change] = [key, owner, changes.get(name)]
  if (memberId === undefined || busy.has(name)) return
  const value = values.get(name)
  if (value === undefined) {
    localStorage.removeItem(place(memberId, name))
    unsaved.delete(name)
    return
  }
  if (!sealKey) return
  busy.add(name)
  try {
    const sealed = await sealDraft(sealKey, name, value)
    if (changes.get(name) === change) {
      localStorage.setItem(place(memberId, name), sealed)
      unsaved.delete(name)
    }
  } finally {
    busy.delete(name)
  }
  if (changes.get(name) !== change) await store(name)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** A draft as a component shows it. `empty` must be the same object each time. */
export function useDraft<Value>(name: string, empty: Value): [Value, (value: Value | undefined) => void] {
  const value = useSyncExternalStore(subscribe, () => (values.get(name) as Value | undefined) ?? empty)
  return [value, (next) => keepDraft(name, next)]
}

function leaveMemory(): void {
  for (const name of values.keys()) if (!unsaved.has(name)) values.delete(name)
  key = undefined
}

whenWiped(() => {
  values.clear()
  unsaved.clear()
  key = undefined
  owner = undefined
})
whenLocking(() => {
  for (const name of unsaved) void store(name)
})
session.subscribe(() => {
  if (session.get().phase === 'locked') leaveMemory()
})
