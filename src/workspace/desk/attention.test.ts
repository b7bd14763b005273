import { beforeEach, describe, expect, it, vi } from 'vitest'
import { translator } from '../../i18n/index.ts'

/* The browser's parts that the notifier uses, and what it gave them. */

type Notice = { title: string; options: Record<string, unknown> }
const notices: Notice[] = []
let notes = 0
const page = { hidden: false, focused: true }
const store = new Map<string, string>()

class FakeNotification {
  static permission = 'granted'
  constructor(title: string, options: Record<string, unknown>) {
    notices.push({ title, options })
  }
  addEventListener(): void {}
  close(): void {}
}
class FakeAudio {
  currentTime = 0
  resume = async () => undefined
  createOscillator = () => ({
    frequency: {},
    connect: (next: unknown) => next,
    start: () => notes++,
    stop: () => undefined,
  })
  createGain = () => ({
    gain: {
      setValueAtTime: () => undefined,
      linearRampToValueAtTime: () => undefined,
      exponentialRampToValueAtTime: () => undefined,
    },
    connect: (next: unknown) => next,
  })
}

vi.stubGlobal('localStorage', {
  getItem: (key: string) => store.get(key) ?? null,
  setItem: (key: string, value: string) => store.set(key, value),
})
vi.stubGlobal('document', {
  documentElement: {},
  get hidden() {
    return page.hidden
  },
  hasFocus: () => page.focused,
})
vi.stubGlobal('Notification', FakeNotification)
vi.stubGlobal('AudioContext', FakeAudio)

const { askForNotices, desktopNotices, ringOut, setSound } = await import('./attention.ts')
const { speak } = await import('../app/language.ts')
const kinds = ['waiting', 'message', 'referral'] as const

beforeEach(() => {
  setSound(false)
  notices.length = notes = 0
  Object.assign(page, { hidden: false, focused: true })
  FakeNotification.permission = 'granted'
  desktopNotices.set('on')
})

describe('a desktop notice', () => {
  it.each(['en', 'fr'] as const)('in %s is one of three fixed sentences, and nothing else', (locale) => {
    speak(locale)
    page.focused = false
    for (const kind of kinds) ringOut(kind)
    const t = translator(locale)
    expect(notices).toEqual(
      kinds.map((kind) => ({
        title: t(`workspace.notice.${kind}`),
        // No body, no picture, no data: there is no place in it for what somebody wrote.
        options: { tag: `northline-${kind}`, silent: true },
      })),
    )
  })

  it('has nothing of an event to say: it is told a kind and takes no more', () => {
    expect(ringOut).toHaveLength(1)
    page.hidden = true
    const event = ['message', 'Her name is Ana, room 12'] as unknown as ['message']
    ringOut(...event)
    expect(JSON.stringify(notices)).not.toMatch(/Ana|room/)
    expect(notices).toHaveLength(1)
  })

  it('comes only while the window is not in front, and only where it was allowed', async () => {
    ringOut('waiting')
    expect(notices).toEqual([])
    page.focused = false
    desktopNotices.set('off')
    ringOut('waiting')
    expect(notices).toEqual([])
    FakeNotification.permission = 'denied'
    Object.assign(FakeNotification, { requestPermission: async () => 'denied' })
    await askForNotices()
    ringOut('waiting')
    expect([desktopNotices.get(), notices]).toEqual(['refused', []])
  })
})

describe('the sound', () => {
  it('is two notes for somebody who waits, one for anything else, and none once it is off', () => {
    setSound(true)
    notes = 0
    ringOut('waiting')
    expect(notes).toBe(2)
    ringOut('referral')
    expect(notes).toBe(3)
    // A message in front of one's eyes makes no sound.
    ringOut('message')
    expect(notes).toBe(3)
    page.focused = false
    ringOut('message')
    expect(notes).toBe(4)
    setSound(false)
    for (const kind of kinds) ringOut(kind)
    expect(notes).toBe(4)
  })
})
