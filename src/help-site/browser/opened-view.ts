import { helpPaths } from '../../contracts/conversation-paths.ts'
import type { LineState, listOpenings } from '../../contracts/conversations.ts'
import type { OutputOf } from '../../contracts/route.ts'
import { h } from './dom.ts'
import { post, Refused } from './http.ts'
import { element, t, timeText } from './page.ts'
import type { Session } from './session.ts'

export type OpenedView = {
  readonly state: (state: LineState) => void
  /** The visit has ended: there is nothing more to ask. */
  readonly over: () => void
}

type Opened = OutputOf<typeof listOpenings>

/** Who opened this chat, by role and time: asked for only when the person looks, and asked anew each time. */
export function createOpenedView(session: Session): OpenedView {
  const box = element<HTMLDetailsElement>('opened')
  const list = element('opened-list')

  async function look(): Promise<void> {
    list.textContent = '…'
    try {
      const { openings, more } = await post<Opened>(helpPaths.openings, {}, { ticket: session.ticketId })
      list.replaceChildren(
        ...lines(openings),
        ...(more ? [h('p', { class: 'soft' }, t('chat.opened.more'))] : []),
      )
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      list.textContent = error.unanswered ? t('chat.opened.failed') : error.message || t('chat.opened.failed')
    }
  }

  box.addEventListener('toggle', () => void (box.open && !box.hidden ? look() : list.replaceChildren()))
  return {
    state: ({ visit }) => {
      box.hidden = !visit.checked
    },
    over: () => {
      box.hidden = true
      list.replaceChildren()
    },
  }
}

function lines(openings: Opened['openings']): Node[] {
  if (openings.length === 0) return [h('p', {}, t('chat.opened.none'))]
  const items = openings.map(({ role, at }) =>
    h('li', {}, t(`chat.opened.${role}`), ' · ', h('time', { datetime: at }, timeText(at))),
  )
  return [h('ul', { class: 'opened' }, ...items)]
}
