import { h } from './dom.ts'
import { element, t } from './page.ts'

/** A line of the log that can be moved, filled again, and marked. */
export type Row = { readonly item: HTMLLIElement; position: number; fresh: boolean }

export type LogView = {
  /** The row of this key, made if it is not there. Rows stand by position; what has none yet stands last. */
  readonly row: (key: string, position: number, look: string) => Row
  /** The same row under another key, once its message has an id. */
  readonly rename: (from: string, to: string) => void
  readonly remove: (key: string) => void
  readonly clear: () => void
  /** Runs changes without announcing them: history, or while the page is covered. */
  readonly quietly: <Result>(change: () => Promise<Result>) => Promise<Result>
  /** Keeps the newest in sight if the reader was there; else offers to go there. */
  readonly keepInSight: (change: () => void, mine?: boolean) => void
}

/** Messages in the server's order, in a polite live region (role=log) that is mute under the cover. */
export function createLogView(): LogView {
  const log = element('log')
  const voice = element('voice')
  const newer = element('newer')
  const rows = new Map<string, Row>()
  let quiet = 0
  let covered = document.documentElement.classList.contains('covered')
  let unseen = 0

  const setVoice = () => voice.setAttribute('aria-live', quiet > 0 || covered ? 'off' : 'polite')
  document.addEventListener('page:cover', () => {
    covered = true
    setVoice()
  })
  document.addEventListener('page:uncover', () => {
    covered = false
    setTimeout(setVoice, 500)
  })
  newer.addEventListener('click', toEnd)
  addEventListener('scroll', () => atEnd() && showUnseen(0), { passive: true })
  setVoice()

  function showUnseen(count: number): void {
    unseen = count
    newer.hidden = count === 0
    newer.textContent = count === 0 ? '' : t('chat.new_messages', { count })
  }

  function atEnd(): boolean {
    const last = log.lastElementChild
    return !last || last.getBoundingClientRect().bottom < innerHeight + 40
  }

  function toEnd(): void {
    log.lastElementChild?.scrollIntoView({ block: 'end' })
    showUnseen(0)
  }

  function place({ item, position }: Row): void {
    const after = [...rows.values()].filter((row) => row.item !== item && row.position > position)
    const next = after.reduce<Row | undefined>(
      (best, row) => (best && best.position <= row.position ? best : row),
      undefined,
    )
    const reference = next?.item ?? null
    // Moving a node makes a screen reader say it again: only where it must move.
    if (item.parentNode !== log || item.nextElementSibling !== reference) log.insertBefore(item, reference)
  }

  return {
    row(key, position, look) {
      const known = rows.get(key)
      const row = known ?? { item: h('li'), position, fresh: true }
      row.fresh = !known
      row.position = position
      row.item.className = look
      rows.set(key, row)
      place(row)
      return row
    },
    rename(from, to) {
      const row = rows.get(from)
      if (!row || rows.has(to)) return
      rows.delete(from)
      rows.set(to, row)
    },
    remove(key) {
      rows.get(key)?.item.remove()
      rows.delete(key)
    },
    clear() {
      rows.clear()
      log.replaceChildren()
    },
    async quietly(change) {
      quiet++
      setVoice()
      try {
        return await change()
      } finally {
        setTimeout(() => {
          quiet--
          setVoice()
        }, 300)
      }
    },
    keepInSight(change, mine = false) {
      const there = mine || atEnd()
      change()
      if (there) toEnd()
      else if (quiet === 0) showUnseen(unseen + 1)
    },
  }
}
