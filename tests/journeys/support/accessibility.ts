import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** What axe finds on a page as it stands, one line each; empty when there is nothing. */
export async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html}`),
  )
}

/**
 * The same for a page whose scripts are off: axe is a script. Its document, as
 * the browser built it, is looked at in a page with scripts on.
 */
export async function faultsWithoutScript(page: Page, reader: Page): Promise<string[]> {
  const document = (await page.content()).replace(/<script\b[\s\S]*?<\/script>/g, '')
  await reader.setViewportSize(page.viewportSize() ?? { width: 1440, height: 900 })
  await reader.setContent(document)
  return faultsOf(reader)
}

/** How many pixels a page is wider than its window; 0 when nothing has to be moved sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return Math.max(0, scrollWidth - clientWidth)
  })
}
