import { useSyncExternalStore } from 'react'

/** A value that outlives the screens that show it: keys, conversations and drafts must survive a re-render. */
export type Store<Value> = {
  get(): Value
  set(next: Value | ((now: Value) => Value)): void
  /** Calls back after each change; returns how to stop. */
  subscribe(listener: () => void): () => void
}

export function createStore<Value>(initial: Value): Store<Value> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      const after = typeof next === 'function' ? (next as (now: Value) => Value)(value) : next
      if (Object.is(after, value)) return
      value = after
      listeners.forEach((listener) => listener())
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The part of a store that a component shows. `select` must give the same object while nothing changed. */
export function useStore<Value, Part>(store: Store<Value>, select: (value: Value) => Part): Part {
  return useSyncExternalStore(store.subscribe, () => select(store.get()))
}
