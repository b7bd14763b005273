import type { Page } from 'playwright-core'

/**
 * What a screen reader would say without being asked: text that comes into a live
 * region while the region speaks (WAI-ARIA 1.2, 6.6.2). A region of role `log`,
 * `status` or `alert` speaks unless `aria-live` says `off`; what is hidden is not
 * said; `status` and `alert` are said whole (`aria-atomic`).
 */
export async function listen(page: Page): Promise<{ said: () => Promise<string[]> }> {
  await page.evaluate(() => {
    const spoken: string[] = []
    Object.assign(globalThis, { spoken })
    const regions = '[aria-live], [role="log"], [role="status"], [role="alert"]'
    const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true })
    const textOf = (node: Node) =>
      (node instanceof HTMLElement ? node.innerText : (node.textContent ?? '')).replace(/\s+/g, ' ').trim()
    const say = (node: Node) => {
      const element = node instanceof Element ? node : node.parentElement
      const region = element?.closest(regions)
      if (!element || !region || region.getAttribute('aria-live') === 'off' || !shown(element)) return
      const whole = region.matches('[role="status"], [role="alert"], [aria-atomic="true"]')
      const text = textOf(whole ? region : node)
      if (text !== '' && spoken.at(-1) !== text) spoken.push(text)
    }
    new MutationObserver((changes) => {
      // One change of a region is one announcement, however many nodes it took.
      const nodes = new Set(
        changes.flatMap(({ type, target, addedNodes }) =>
          type === 'characterData' ? [target] : [...addedNodes],
        ),
      )
      const inside = (node: Node) => [...nodes].some((other) => other !== node && other.contains(node))
      for (const node of nodes) if (!inside(node)) say(node)
    }).observe(document.documentElement, { childList: true, characterData: true, subtree: true })
  })
  return { said: () => page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken) }
}
