import { onSessionEnd } from './api.ts'
import { answerEnded } from './session-over.ts'
import { beatOn } from '../desk/presence.ts'
import { forgetOthers, listen, openMine, queueQuery } from '../desk/desk.ts'
import { listenReferrals } from '../referral/live.ts'
import { loadDrafts } from '../session/drafts.ts'
import { start } from '../session/enter.ts'
import { refreshEpochs } from '../session/epochs.ts'
import { watchIdle } from '../session/lock.ts'
import { screensOf, session } from '../session/session.ts'
import { queries } from './queries.ts'

/*
 * What runs beside the screens for as long as somebody is signed in: streams, the
 * heartbeat, the team keys. A lock stops none of it; a change of member does.
 */

const epochsEvery = 60_000

let running: { memberId: string; desk: boolean; stop: () => void } | undefined

function begin(memberId: string, screens: ReturnType<typeof screensOf>): void {
  const stops: (() => void)[] = [listenReferrals(answerEnded)]
  if (screens.desk) stops.push(beatOn(), listen(answerEnded))
  const timer = setInterval(() => void refreshEpochs().catch(() => undefined), epochsEvery)
  stops.push(() => clearInterval(timer))
  running = { memberId, desk: screens.desk, stop: () => stops.forEach((stop) => stop()) }
}

function end(): void {
  running?.stop()
  running = undefined
}

/** Just unlocked: drafts first, so that nothing typed is overwritten; then keys; then one's conversations. */
async function opened(desk: boolean): Promise<void> {
  await loadDrafts()
  await refreshEpochs()
  if (!desk) return
  const { mine } = await queries.fetchQuery({ ...queueQuery, staleTime: 0 })
  openMine(mine)
  forgetOthers(mine)
}

let phase = session.get().phase

function follow(): void {
  const state = session.get()
  const before = phase
  phase = state.phase
  if (state.phase === 'out') return end()
  if (state.phase !== 'open' && state.phase !== 'locked') return
  const { member } = state.session
  const screens = screensOf(state.session)
  // Another member, or other roles: what listens for a desk begins or ends.
  if (running && (running.memberId !== member.id || running.desk !== screens.desk)) end()
  if (!running) begin(member.id, screens)
  if (state.phase === 'open' && before !== 'open') void opened(screens.desk).catch(() => undefined)
}

/** Starts everything; called once. */
export function run(): void {
  session.subscribe(follow)
  onSessionEnd(answerEnded)
  watchIdle()
  const tryStart = () => {
    start().catch(() => setTimeout(tryStart, 2_000))
  }
  tryStart()
}
