import { expect } from 'vitest'
import { patience } from './person.ts'

/** Waits until a reading is what it should be; shows the last one where it never is. */
export function eventually<Value>(read: () => Promise<Value> | Value) {
  return expect.poll(read, { timeout: patience })
}
