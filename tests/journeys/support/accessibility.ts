import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** What axe finds on a page as it stands, one line each; empty when there is nothing. */
export async function faultsOf(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 200)}`),
  )
}

/** How many pixels a page is wider than its window; 0 when nothing has to be moved sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return Math.max(0, scrollWidth - clientWidth)
  })
}

/**
 * Looks at a page as it stands on a phone and on a desk, in light and in dark
 * (where only the colours differ), and at 320 pixels for sideways scrolling
 * (WCAG 2.2, 1.4.10). Gives every fault with the place where it was found.
 */
export async function inspect(page: Page, name: string): Promise<string[]> {
  const before = page.viewportSize() ?? { width: 1440, height: 900 }
  const found: string[] = []
  const note = (where: string, faults: string[]) =>
    found.push(...faults.map((fault) => `${name}, ${where}: ${fault}`))
  for (const size of [
    { width: 1440, height: 900 },
    { width: 360, height: 740 },
  ]) {
    await page.setViewportSize(size)
    note(`${size.width} light`, await faultsOf(page))
    await page.emulateMedia({ colorScheme: 'dark' })
    note(`${size.width} dark`, await faultsOf(page, ['color-contrast', 'link-in-text-block']))
    await page.emulateMedia({ colorScheme: 'light' })
  }
  await page.setViewportSize({ width: 320, height: 640 })
  const wide = await overflowOf(page)
  if (wide > 0) found.push(`${name}: ${wide} pixels too wide at 320`)
  await page.setViewportSize(before)
  return found
}

/**
 * The same for a page whose scripts are off: axe is a script. Its document, as
 * the browser built it, is looked at in a page with scripts on.
 */
export async function inspectWithoutScript(page: Page, reader: Page, name: string): Promise<string[]> {
  await reader.setContent((await page.content()).replace(/<script\b[\s\S]*?<\/script>/g, ''))
  return inspect(reader, name)
}
