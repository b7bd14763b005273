import { createStore } from '../app/store.ts'
import { pins } from './pins.ts'

/*
 * This browser remembers which organisation keys it was shown. A server that swaps the pin for
 * one person is then seen by that person, which no comparison from outside could (docs/threat-model.md).
 */

const place = 'northline.organisation-keys'
const now = pins
  .map(({ publicKey }) => publicKey)
  .sort()
  .join()

function look(): 'same' | 'changed' | 'gone' {
  const before = localStorage.getItem(place)
  if (before === null) {
    if (now !== '') localStorage.setItem(place, now)
    return 'same'
  }
  if (before === now) return 'same'
  return now === '' ? 'gone' : 'changed'
}

/** Whether the pinned keys are those that this browser saw first. */
export const pinMemory = createStore(look())

/** The person has asked, by another way, and it is right. */
export function acceptPins(): void {
  if (now === '') localStorage.removeItem(place)
  else localStorage.setItem(place, now)
  pinMemory.set('same')
}
