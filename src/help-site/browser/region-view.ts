import { helpPaths } from '../../contracts/conversation-paths.ts'
import type { LineState, Province } from '../../contracts/conversations.ts'
import { post, Refused } from './http.ts'
import { codeLine } from './message-view.ts'
import { element, t } from './page.ts'
import { deposit, save, type Session } from './session.ts'

export type RegionView = { readonly state: (state: LineState) => void }

/** Roughly where the person is: never asked, only there to be said, changed and taken away. */
export function createRegionView(session: Session): RegionView {
  const { kept } = session
  const box = element('where')
  const choice = element<HTMLSelectElement>('region')
  const told = element('region-told')
  let busy = false

  async function change(): Promise<void> {
    const before = kept.region
    const region = choice.value as Province | ''
    busy = true
    try {
      // Before there is a conversation it goes with the first message.
      if (kept.begun) await post(helpPaths.region, { region: region || null }, { ticket: session.ticketId })
      else void deposit(session)
      kept.region = region
      await save(session)
      told.textContent = t(region ? 'chat.region.saved' : 'chat.region.taken_away')
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      choice.value = before
      const said = error.unanswered ? t('chat.region.failed') : error.message || t('error.server.unavailable')
      told.replaceChildren(said, codeLine(error.code))
    } finally {
      busy = false
    }
  }

  choice.value = kept.region
  choice.addEventListener('change', () => void change())

  return {
    state(state) {
      const { visit } = state
      const region: Province | '' = state.region ?? ''
      // Who came by words is not told where the person is, and can't move them.
      box.hidden = !visit.checked
      if (busy || region === kept.region) return
      kept.region = region
      choice.value = region
    },
  }
}
