import { translateNow } from '../app/language.ts'
import { createStore } from '../app/store.ts'

/*
 * Sound and desktop notice for staff: that something waits, never what. Chosen by
 * the responder; the sound is on until switched off.
 */

const soundPlace = 'northline.sound'

export const sound = createStore(localStorage.getItem(soundPlace) !== 'off')

export function setSound(on: boolean): void {
  localStorage.setItem(soundPlace, on ? 'on' : 'off')
  sound.set(on)
  if (on) tone('message')
}

export type NoticeState = 'on' | 'off' | 'refused' | 'not-here'

function noticeState(): NoticeState {
  if (typeof Notification === 'undefined') return 'not-here'
  return Notification.permission === 'granted'
    ? 'on'
    : Notification.permission === 'denied'
      ? 'refused'
      : 'off'
}

export const desktopNotices = createStore<NoticeState>(noticeState())

export async function askForNotices(): Promise<void> {
  await Notification.requestPermission()
  desktopNotices.set(noticeState())
}

let context: AudioContext | undefined

/** Two soft notes up for somebody who waits, one for a message. */
function tone(kind: Attention): void {
  try {
    context ??= new AudioContext()
    void context.resume()
    const notes = kind === 'waiting' ? [440, 587.33] : [523.25]
    notes.forEach((frequency, i) => note(context as AudioContext, frequency, i * 0.22))
  } catch {
    // No sound device: the screen shows it all the same.
  }
}

function note(audio: AudioContext, frequency: number, delay: number): void {
  const begin = audio.currentTime + delay
  const oscillator = audio.createOscillator()
  const gain = audio.createGain()
  oscillator.type = 'sine'
  oscillator.frequency.value = frequency
  gain.gain.setValueAtTime(0, begin)
  gain.gain.linearRampToValueAtTime(0.12, begin + 0.04)
  gain.gain.exponentialRampToValueAtTime(0.0001, begin + 0.5)
  oscillator.connect(gain).connect(audio.destination)
  oscillator.start(begin)
  oscillator.stop(begin + 0.55)
}

export type Attention = 'waiting' | 'message' | 'referral'

const texts = {
  waiting: 'workspace.notice.waiting',
  message: 'workspace.notice.message',
  referral: 'workspace.notice.referral',
} as const

/** Sounds, and shows a desktop notice while this window is not in front. */
export function ringOut(kind: Attention): void {
  const away = document.hidden || !document.hasFocus()
  if (sound.get() && (kind !== 'message' || away)) tone(kind)
  if (!away || desktopNotices.get() !== 'on') return
  try {
    const notice = new Notification(translateNow()(texts[kind]), { tag: `northline-${kind}`, silent: true })
    notice.addEventListener('click', () => {
      window.focus()
      notice.close()
    })
  } catch {
    // Some phones allow notices from a service worker only; we have none on purpose.
  }
}
