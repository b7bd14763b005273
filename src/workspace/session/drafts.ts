import { useSyncExternalStore } from 'react'
import { draftKey, openDraft, sealDraft } from '../sealing-client/draft-box.ts'
import { whenLocking } from './lock.ts'
import { currentMember, session, whenWiped } from './session.ts'

/*
 * Everything that was typed and not sent, by name: in memory while the screen is
 * open, and as ciphertext in this browser's storage, so that a reload, a lock or a
 * crash loses nothing.
 */

const prefix = 'northline.draft.'
const values = new Map<string, unknown>()
const listeners = new Set<() => void>()
const pending = new Map<string, ReturnType<typeof setTimeout>>()
let key: CryptoKey | undefined
let owner: string | undefined

const place = (memberId: string, name: string) => `${prefix}${memberId}.${name}`
const tell = () => listeners.forEach((listener) => listener())

/** After unlocking: opens what this member left in this browser. */
export async function loadDrafts(): Promise<void> {
  const member = currentMember()
  if (!member) return
  key = await draftKey(member.root)
  owner = member.memberId
  const mine = place(owner, '')
  for (const item of Object.keys(localStorage).filter((item) => item.startsWith(mine))) {
    const name = item.slice(mine.length)
    const value = await openDraft(key, name, localStorage.getItem(item) ?? '')
    if (value === undefined) localStorage.removeItem(item)
    else if (!values.has(name)) values.set(name, value)
  }
  tell()
}

export function readDraft<Value>(name: string): Value | undefined {
  return values.get(name) as Value | undefined
}

/** Every draft whose name begins so. */
export function draftsNamed(start: string): string[] {
  return [...values.keys()].filter((name) => name.startsWith(start))
}

/** Keeps a value; `undefined` deletes it. Sealed into storage within half a second; at once with `now`. */
export function keepDraft(name: string, value: unknown, now = false): Promise<void> {
  if (value === undefined) values.delete(name)
  else values.set(name, value)
  tell()
  clearTimeout(pending.get(name))
  if (now) return store(name)
  pending.set(
    name,
    setTimeout(() => void store(name), 400),
  )
  return Promise.resolve()
}

async function store(name: string): Promise<void> {
  clearTimeout(pending.get(name))
  pending.delete(name)
  const [sealKey, memberId] = [key, owner]
  if (!sealKey || memberId === undefined) return
  const value = values.get(name)
  if (value === undefined) return localStorage.removeItem(place(memberId, name))
  const sealed = await sealDraft(sealKey, name, value)
  // The value may have gone while it was being sealed: a sent message must not come back as a draft.
  if (values.get(name) === value) localStorage.setItem(place(memberId, name), sealed)
}

function storePending(): void {
  for (const name of [...pending.keys()]) void store(name)
}

/** A draft as a component shows it. */
export function useDraft<Value>(name: string, empty: Value): [Value, (value: Value | undefined) => void] {
  const value = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => (values.get(name) as Value | undefined) ?? empty,
  )
  return [value, (next) => void keepDraft(name, next)]
}

function forget(): void {
  for (const timer of pending.values()) clearTimeout(timer)
  pending.clear()
  values.clear()
  key = undefined
  owner = undefined
}

whenWiped(forget)
whenLocking(storePending)
addEventListener('pagehide', storePending)
session.subscribe(() => {
  if (session.get().phase === 'locked') key = undefined
})
