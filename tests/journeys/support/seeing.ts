import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { patience } from './person.ts'

/** Somebody sees it, once. Two of the same are a fault. */
export async function see(thing: Locator, timeout = patience): Promise<void> {
  await thing.filter({ visible: true }).waitFor({ timeout })
}

/** It is not on the screen, or goes away soon. */
export async function gone(thing: Locator): Promise<void> {
  await expect.poll(() => thing.filter({ visible: true }).count(), { timeout: patience }).toBe(0)
}

/** Waits until a reading is what it should be; shows the last one where it never is. */
export function eventually<Value>(read: () => Promise<Value> | Value) {
  return expect.poll(read, { timeout: patience })
}
