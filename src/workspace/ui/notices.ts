import { createStore } from '../app/store.ts'

/** A line that says what just happened; `trouble` stays until it is closed. */
export type Notice = { id: number; text: string; tone: 'calm' | 'trouble' }

export const notices = createStore<readonly Notice[]>([])
let last = 0

/** Says a line for eight seconds. */
export function say(text: string): void {
  show(text, 'calm')
}

/** Says that something did not work; stays until it is closed. */
export function warn(text: string): void {
  show(text, 'trouble')
}

function show(text: string, tone: Notice['tone']): void {
  if (notices.get().some((notice) => notice.text === text)) return
  const id = ++last
  notices.set((now) => [...now, { id, text, tone }].slice(-4))
  if (tone === 'calm') setTimeout(() => dismiss(id), 8_000)
}

export function dismiss(id: number): void {
  notices.set((now) => now.filter((notice) => notice.id !== id))
}
