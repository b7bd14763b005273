import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { violationsOf } from './axe.ts'

/** What axe finds on a page as it stands, one line each; empty when there is nothing. */
export async function faultsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  return (await violationsOf(page, rules)).flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 200)}`),
  )
}

/**
 * How many pixels a page is wider than its window, or a part of it that can be scrolled, or a frame of it,
 * is wider than itself; 0 when nothing has to be moved sideways.
 */
export async function overflowOf(page: Page): Promise<number> {
  const each = await Promise.all(
    page.frames().map((frame) =>
      frame.evaluate(() => {
        const tooWide = (element: Element) => element.scrollWidth - element.clientWidth
        const scrolls = (element: Element) => /auto|scroll/.test(getComputedStyle(element).overflowX)
        // A frame that is not shown has no width.
        const parts = innerWidth > 0 ? [...document.querySelectorAll('body *')].filter(scrolls) : []
        return Math.max(0, tooWide(document.documentElement), ...parts.map(tooWide))
      }),
    ),
  )
  return Math.max(...each)
}

type Size = { width: number; height: number }

const desk: Size = { width: 1440, height: 900 }
const phone: Size = { width: 360, height: 740 }
const everySize = [desk, phone]
/** For what was looked at on a desk in another language already. */
export const onPhone = [phone]

/**
 * Looks at a page as it stands on a phone and on a desk, in light and in dark
 * (where only the colours differ), and at 320 pixels for sideways scrolling
 * (WCAG 2.2, 1.4.10); on a phone with everything open that can be opened.
 * Gives every fault with the place where it was found.
 */
export async function inspect(page: Page, name: string, sizes = everySize): Promise<string[]> {
  const before = page.viewportSize() ?? desk
  const found: string[] = []
  const note = (where: string, faults: string[]) =>
    found.push(...faults.map((fault) => `${name}, ${where}: ${fault}`))
  for (const size of sizes) {
    await page.setViewportSize(size)
    const shut = size === phone ? await openAll(page) : undefined
    note(`${size.width} light`, await lastingFaultsOf(page))
    await page.emulateMedia({ colorScheme: 'dark' })
    note(`${size.width} dark`, await faultsOf(page, ['color-contrast', 'link-in-text-block']))
    await page.emulateMedia({ colorScheme: 'light' })
    if (!shut) continue
    await page.setViewportSize({ width: 320, height: 640 })
    const wide = await overflowOf(page)
    if (wide > 0) found.push(`${name}: ${wide} pixels too wide at 320`)
    await shut()
  }
  await page.setViewportSize(before)
  return found
}

/**
 * The faults of a page at rest. While a dialog opens or a window takes its new size there is a moment in which
 * what lies behind is hidden already and what lies before is not shown yet: that moment is not a page.
 */
async function lastingFaultsOf(page: Page): Promise<string[]> {
  const until = Date.now() + 3_000
  for (;;) {
    const faults = await faultsOf(page)
    if (faults.length === 0 || Date.now() > until) return faults
    await setTimeout(250)
  }
}

/** Opens every fold of a page, and gives what shuts again those that were shut. */
async function openAll(page: Page): Promise<() => Promise<void>> {
  const folds = await page.$$('details:not([open])')
  for (const fold of folds) await fold.evaluate((element) => element.setAttribute('open', ''))
  return async () => {
    for (const fold of folds) await fold.evaluate((element) => element.removeAttribute('open'))
  }
}
