import { touch } from '../../contracts/identity.ts'
import { ask } from '../app/api.ts'
import { createStore } from '../app/store.ts'
import { forgetEpochs } from './epochs.ts'
import { currentSession, ring, session } from './session.ts'

/*
 * An untouched screen locks: the member's and the team's keys leave memory and a
 * cover hides everything. Claimed conversations keep the keys of their own
 * generations, so that none is dropped; one passkey tap returns.
 */

const touchEvery = 60_000
const lookEvery = 5_000

/** When keyboard or pointer were last used here. */
let lastUse = Date.now()
let lastTouch = 0
const used = createStore(0)

/** Whether somebody used the screen since the moment given (ms). */
export function usedSince(moment: number): boolean {
  return lastUse >= moment
}

const beforeLock = new Set<() => void>()

/** Called just before the keys go: seal what is still typed. */
export function whenLocking(hook: () => void): void {
  beforeLock.add(hook)
}

export function lock(): void {
  const state = session.get()
  if (state.phase !== 'open') return
  for (const hook of beforeLock) hook()
  ring.wipe()
  forgetEpochs()
  session.set({ phase: 'locked', session: state.session })
}

function use(): void {
  lastUse = Date.now()
  used.set(lastUse)
  if (session.get().phase !== 'open' || lastUse - lastTouch < touchEvery) return
  lastTouch = lastUse
  void ask(touch, {}).then(
    ({ locked }) => (locked ? lock() : undefined),
    () => undefined,
  )
}

/** Watches the screen; returns how to stop. */
export function watchIdle(): () => void {
  const events = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const
  for (const event of events) addEventListener(event, use, { passive: true, capture: true })
  const timer = setInterval(() => {
    const idle = (currentSession()?.idleSeconds ?? Infinity) * 1000
    if (Date.now() - lastUse >= idle) lock()
  }, lookEvery)
  return () => {
    clearInterval(timer)
    for (const event of events) removeEventListener(event, use, { capture: true })
  }
}
