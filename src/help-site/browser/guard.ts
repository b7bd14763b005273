/*
 * Stands inline in the head of every page, so it is kept tiny and imports
 * nothing. It covers the page (Exit; 60 seconds untouched; hidden; restored
 * from the back/forward cache) and keeps a visit to one entry of the history.
 * Without it every page still works; Exit is then a form.
 */
;(() => {
  const root = document.documentElement
  const idle = 60_000
  let timer = 0
  let left = false
  let before: Element | null = null

  const tell = (what: string) => document.dispatchEvent(new CustomEvent(`page:${what}`))

  const button = document.createElement('button')
  button.id = 'cover'
  button.type = 'button'
  button.textContent = root.dataset['cover'] ?? ''
  button.onclick = uncover
  addEventListener('DOMContentLoaded', () => {
    document.body.append(button)
    if (root.classList.contains('covered')) button.focus({ preventScroll: true })
  })

  function cover(): void {
    if (root.classList.contains('covered')) return
    root.classList.add('covered')
    // A streamed page (chat without script) never finishes loading.
    document.body?.append(button)
    before = document.activeElement
    button.focus({ preventScroll: true })
    tell('cover')
  }

  function uncover(): void {
    if (left) return
    root.classList.remove('covered')
    if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    touch()
    tell('uncover')
  }

  function touch(): void {
    clearTimeout(timer)
    timer = window.setTimeout(cover, idle)
  }

  /** The ticket that Exit must end: of the page's own form, or of the tab. Blocked storage throws as soon as it is touched. */
  function ticket(): string | undefined {
    const field = document.querySelector<HTMLInputElement>('#exit input')?.value
    return field || /^[\w-]{22}/.exec(sessionStorage.getItem('v') ?? '')?.[0]
  }

  /** Nothing on the way out may stop it. */
  function quietly<Result>(act: () => Result): Result | undefined {
    try {
      return act()
    } catch {
      return undefined
    }
  }

  /**
   * Covers in this very task, and leaves as soon as the cover is painted: what
   * leaving costs on a slow phone must not hold the cover up. Where no frame
   * comes (a hidden tab, a screen that hangs), it leaves all the same. The page
   * is taken away rather than hidden: that asks for no style of any of it.
   */
  function exit(): void {
    if (left) return
    left = true
    const ticketId = quietly(ticket)
    // Not empty: a button needs a name.
    button.textContent = '…'
    quietly(() => document.body.replaceChildren(button))
    root.classList.add('covered')
    let leaving = false
    const once = () => {
      if (leaving) return
      leaving = true
      leave(ticketId)
    }
    requestAnimationFrame(() => setTimeout(once))
    setTimeout(once, 100)
    addEventListener('pagehide', once)
  }

  function leave(ticketId: string | undefined): void {
    quietly(() => tell('cover'))
    quietly(() => tell('exit'))
    quietly(() => {
      if (!ticketId) return
      void fetch('/api/conversation/ticket/close', {
        method: 'POST',
        keepalive: true,
        headers: { 'content-type': 'application/json', 'x-northline': '1' },
        body: JSON.stringify({ ticketId }),
      }).catch(() => undefined)
    })
    quietly(() => sessionStorage.clear())
    location.replace(root.dataset['exit'] ?? 'about:blank')
  }

  let key = ''
  let count = 0
  let since = 0
  addEventListener(
    'keydown',
    (event) => {
      touch()
      if (event.repeat) return
      const fresh = event.key !== key || event.timeStamp - since > 3_000
      key = event.key
      count = fresh ? 1 : count + 1
      if (fresh) since = event.timeStamp
      if (count === 3 && (key === 'Shift' || key === 'Escape')) exit()
    },
    true,
  )

  addEventListener(
    'click',
    (event) => {
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest('#exit')) {
        event.preventDefault()
        exit()
        return
      }
      const link = target?.closest('a')
      const plain = !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey
      if (!link || !plain || link.origin !== location.origin || link.getAttribute('href')?.startsWith('#'))
        return
      event.preventDefault()
      location.replace(link.href)
    },
    true,
  )

  // The finder's searches are POSTs; swapping the page's main part in keeps them out of the history.
  addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-swap')) return
    event.preventDefault()
    const request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.responseType = 'document'
    request.setRequestHeader('content-type', 'application/x-www-form-urlencoded')
    request.onerror = () => form.submit()
    request.onload = () => {
      const next: Element | null = request.response?.querySelector('main')
      if (!next) return form.submit()
      document.querySelector('main')?.replaceWith(next)
      const place = next.querySelector<HTMLElement>('[data-focus]')
      scrollTo(0, 0)
      place?.focus({ preventScroll: true })
      place?.scrollIntoView()
    }
    const fields = [...new FormData(form)].filter(
      (field): field is [string, string] => typeof field[1] === 'string',
    )
    request.send(new URLSearchParams(fields).toString())
  })

  for (const name of ['pointerdown', 'pointermove', 'wheel', 'touchmove', 'input'])
    addEventListener(name, touch, { capture: true, passive: true })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') cover()
  })
  addEventListener('pagehide', cover)
  addEventListener('pageshow', (event) => {
    if (event.persisted) cover()
  })
  // Back or Forward led here, and it may be somebody else who pressed it.
  const [arrival] = performance.getEntriesByType('navigation')
  if ((arrival as PerformanceNavigationTiming | undefined)?.type === 'back_forward') cover()
  touch()
})()
