import { presence } from '../../contracts/conversations.ts'
import { ask } from '../app/api.ts'
import { queries } from '../app/queries.ts'
import { createStore } from '../app/store.ts'
import { open, queueQuery } from './desk.ts'
import { usedSince } from '../session/lock.ts'
import { session, teamsWith, whenWiped, currentSession } from '../session/session.ts'

/*
 * On duty, told by a heartbeat. It goes on while the screen is locked or the
 * member's keys are not opened yet, so that claimed conversations are not dropped;
 * a locked desk takes no new ones.
 */

const beat = 15_000
const dutyPlace = 'northline.duty'
const languagesPlace = 'northline.answers-in'

export type Duty = { on: boolean; languages: readonly string[] }

function kept(): Duty {
  const languages = (localStorage.getItem(languagesPlace) ?? '').split(',').filter(Boolean)
  return { on: sessionStorage.getItem(dutyPlace) === 'on', languages }
}

export const duty = createStore<Duty>(kept())
/** What the last heartbeat answered. */
export const shift = createStore<{ onDuty: number; waiting: number } | undefined>(undefined)

let lastBeat = 0

export function setDuty(next: Duty): void {
  sessionStorage.setItem(dutyPlace, next.on ? 'on' : 'off')
  localStorage.setItem(languagesPlace, next.languages.join(','))
  duty.set(next)
  void tell()
  // The server counts once a second: the count that includes this change comes a little later.
  setTimeout(() => void tell(), 1_500)
}

/** The languages to begin with: those of the member's teams. */
export function answersIn(): readonly string[] {
  const { languages } = duty.get()
  const signedIn = currentSession()
  if (languages.length > 0 || !signedIn) return languages
  return [...new Set(teamsWith(signedIn, 'responder', 'supervisor').flatMap((team) => team.languages))].slice(
    0,
    20,
  )
}

/** Conversations that are mine, as the server knows: after a reload the desk itself does not know yet. */
async function minded(): Promise<number> {
  const queue = await queries.fetchQuery({ ...queueQuery, staleTime: 10_000 }).catch(() => undefined)
  return queue?.mine.filter(({ state }) => state === 'claimed').length ?? open.get().length
}

let telling: Promise<void> = Promise.resolve()

/** One heartbeat after the other: a late one must not undo what a newer one said. */
function tell(goodbye = false): Promise<void> {
  telling = telling.then(() => beatOnce(goodbye))
  return telling
}

async function beatOnce(goodbye: boolean): Promise<void> {
  const looksAfter = goodbye ? 0 : await minded()
  // Signed out while this waited its turn: there is nobody to speak for.
  if (session.get().phase === 'out') return
  const open = session.get().phase === 'open'
  const available = duty.get().on && open && !goodbye
  // Off duty, or a locked screen, with nobody to look after: such a desk is not counted, so that nobody is promised help.
  const leaving = !available && looksAfter === 0
  const active = open && usedSince(lastBeat)
  lastBeat = Date.now()
  const answer = await ask(
    presence,
    { available, languages: [...answersIn()], active, leaving },
    { keepalive: goodbye },
  ).catch(() => undefined)
  shift.set(answer)
}

/** Says now, and every 15 seconds, that this desk is open; returns how to stop. */
export function beatOn(): () => void {
  void tell()
  const timer = setInterval(() => void tell(), beat)
  const stopWatching = session.subscribe(() => {
    if (session.get().phase === 'open' || session.get().phase === 'locked') void tell()
  })
  return () => {
    clearInterval(timer)
    stopWatching()
  }
}

/** Off duty at once: the desk is being left for good, not reloaded. */
export function leaveDesk(): Promise<void> {
  setDutyQuietly(false)
  return tell(true)
}

function setDutyQuietly(on: boolean): void {
  sessionStorage.setItem(dutyPlace, on ? 'on' : 'off')
  duty.set((now) => ({ ...now, on }))
}

whenWiped(() => {
  setDutyQuietly(false)
  shift.set(undefined)
})
