/*
 * Much here goes away by being used: a form that was sent, a button that was pressed once,
 * a dialog whose opener went too. The browser then puts the focus nowhere, and whoever works
 * by keys or by screen reader begins again at the top of the page. This puts it on what is
 * left around the place where they were.
 */

/** What may take the focus in place of something in it, from the inside out. */
const places = 'li, section, form, [role="tabpanel"], [role="dialog"], main'

/** Long enough for a dialog to give the focus back by itself. */
const patience = 60

/** What had the focus, with everything around it; and the same for the last time that was in no dialog. */
let around: readonly Element[] = []
let aroundPage: readonly Element[] = []
let waiting: ReturnType<typeof setTimeout> | undefined

function pathTo(element: Element): Element[] {
  const path: Element[] = []
  for (let at: Element | null = element; at; at = at.parentElement) path.push(at)
  return path
}

function remember({ target }: FocusEvent): void {
  if (!(target instanceof Element)) return
  around = pathTo(target)
  if (!target.closest('[role="dialog"]')) aroundPage = around
}

function comeBack(): void {
  waiting = undefined
  if (document.activeElement && document.activeElement !== document.body) return
  const left = [...around, ...aroundPage].find(
    (element): element is HTMLElement =>
      element instanceof HTMLElement && element.isConnected && element.matches(places),
  )
  if (!left) return
  if (!left.hasAttribute('tabindex')) left.tabIndex = -1
  left.focus({ preventScroll: true })
}

function look(): void {
  const [had] = around
  if (waiting === undefined && had && !had.isConnected) waiting = setTimeout(comeBack, patience)
}

/** Begins to watch; called once. */
export function keepPlace(): void {
  addEventListener('focusin', remember)
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
}
