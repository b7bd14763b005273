import { describe, expect, it } from 'vitest'
import { translator } from '../../i18n/index.ts'
import { randomId } from '../../kernel/index.ts'
import type { BurnDays } from '../../contracts/conversations.ts'
import type { Conversations, NoScriptView } from '../../rooms/conversations/index.ts'
import { helpSite } from '../index.ts'
import { address, post, stubDeps } from '../testing.ts'

const t = translator('en')
const pass = { ticket: randomId(), half: 'A'.repeat(43), once: randomId() }

type Agent = Conversations['noScript']

function site(checked: boolean, deleted: boolean, days: BurnDays = { goneBy: '2027-02-07' }) {
  const state = {
    state: 'waiting',
    since: '2026-11-23T20:00:00Z',
    ahead: 0,
    unanswered: false,
    backInQueue: false,
    leftMessage: false,
    open: true,
    respondersFree: 1,
    responderTyping: false,
    serverReadable: true,
    wordsKept: true,
    secondKept: false,
    visit: { how: 'words', checked },
    deleting: days,
  } as NoScriptView['state']
  const noScript = {
    view: async () => ({ items: [], state, withheld: 0 }),
    words: async () => undefined,
    burn: async () => ({ deleted, ...(checked ? days : {}) }),
  } as Partial<Agent> as Agent
  return helpSite(stubDeps({ conversations: { ...stubDeps().conversations, noScript } }))
}

const ask = async (app: ReturnType<typeof site>, action: string) =>
  (
    await (await app.request(`${address}/en/chat`, post({ ...pass, mode: 'still', action }))).text()
  ).replaceAll('&#39;', "'")

describe('deleting without script', () => {
  it('says before the tap what it does: all at once, or a question where nobody has checked who it is', async () => {
    const checked = await ask(site(true, true), 'look')
    expect(checked).toContain(t('chat.burn.note'))
    expect(checked).toContain(t('chat.burn.confirm'))
    const unchecked = await ask(site(false, false), 'look')
    expect(unchecked).toContain(t('chat.burn.note_unchecked'))
    expect(unchecked).not.toContain(t('chat.burn.confirm'))
  })

  it('says, before and after, by which day no copy opens any more', async () => {
    const copies = t('chat.burn.copies', { date: 'Sunday, February 7, 2027' })
    expect(await ask(site(true, true), 'look')).toContain(copies)
    expect(await ask(site(true, true), 'burn')).toContain(copies)
    expect(await ask(site(false, false), 'burn')).not.toContain('2027')
  })

  it('says that the law keeps it, and never that it is deleted, while a legal hold stands', async () => {
    const held = () => site(true, false, { heldUntil: '2027-06-01' })
    const date = 'Tuesday, June 1, 2027'
    expect(await ask(held(), 'look')).toContain(t('chat.burn.held_note', { date }))
    const said = await ask(held(), 'burn')
    expect(said).toContain(t('chat.burn.held', { date }))
    expect(said).not.toContain(t('chat.burn.done'))
  })

  it('never says that it is deleted when it was only asked for', async () => {
    expect(await ask(site(true, true), 'burn')).toContain(t('chat.burn.done'))
    const asked = await ask(site(false, false), 'burn')
    expect(asked).toContain(t('chat.burn.asked'))
    expect(asked).not.toContain(t('chat.burn.done'))
  })
})
