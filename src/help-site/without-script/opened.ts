import { html } from 'hono/html'
import type { listOpenings } from '../../contracts/conversations.ts'
import type { OutputOf } from '../../contracts/route.ts'
import type { Html } from '../layout.ts'
import type { Drawing } from './item.ts'
import { momentOf } from './sayings.ts'

/** Who opened this chat, by role and time. */
export function openedView({ t, zone }: Drawing, { openings, more }: OutputOf<typeof listOpenings>): Html {
  if (openings.length === 0) return html`<p>${t('chat.opened.none')}</p>`
  return html`<ul class="opened">
      ${openings.map(({ role, at }) => html`<li>${t(`chat.opened.${role}`)} · ${momentOf(t, at, zone)}</li>`)}
    </ul>
    ${more ? html`<p class="soft">${t('chat.opened.more')}</p>` : ''}`
}
