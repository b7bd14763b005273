import type { Page } from 'playwright-core'

/** Presses Tab until the focus is on what has this name, or the `which`th of it; gives up once it has gone round. */
export async function tabTo(page: Page, name: string | RegExp, which = 1): Promise<void> {
  const met: string[] = []
  let left = which
  for (let presses = 0; presses < 80; presses++) {
    const focused = await focusedName(page)
    if (typeof name === 'string' ? focused === name : name.test(focused)) left -= 1
    if (left === 0) return
    met.push(focused)
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came to ${String(name)}, only to: ${[...new Set(met)].join(' | ')}`)
}

/** The accessible name of what has the focus, near enough: its label, or its text. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement)) return ''
    const labelled = element.getAttribute('aria-label')
    const by = (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
      .trim()
    const label = 'labels' in element ? ((element as HTMLInputElement).labels?.[0]?.textContent ?? '') : ''
    return (labelled || by || label || element.textContent || '').replace(/\s+/g, ' ').trim()
  })
}
