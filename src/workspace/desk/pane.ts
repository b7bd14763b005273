import { createStore } from '../app/store.ts'

/** On a tablet, conversation and services share one place: which of the two is in front. */
export const pane = createStore<'talk' | 'side'>('talk')

const sides: Readonly<Record<string, 'talk' | 'side'>> = { write: 'talk', services: 'side', referral: 'side' }

/** Brings the element with this `data-shortcut` to the front and gives it the focus. */
export function focusOn(name: string): void {
  const side = sides[name]
  if (side) pane.set(side)
  requestAnimationFrame(() => {
    const target = document.querySelector<HTMLElement>(`[data-shortcut="${name}"]`)
    if (target?.matches('[role="tab"]')) target.click()
    const inside = target?.matches('textarea, input, [role="tab"]')
      ? target
      : target?.querySelector<HTMLElement>('[role="row"], [tabindex="0"]')
    const focused = inside ?? target
    focused?.focus()
  })
}
