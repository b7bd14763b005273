import { describe, expect, it } from 'vitest'
import { translator } from '../../i18n/index.ts'
import { randomId } from '../../kernel/index.ts'
import type { Conversations, NoScriptView } from '../../rooms/conversations/index.ts'
import { helpSite } from '../index.ts'
import { address, post, stubDeps } from '../testing.ts'

const t = translator('en')
const pass = { ticket: randomId(), half: 'A'.repeat(43), once: randomId() }

type Agent = Conversations['noScript']

function site(checked: boolean, deleted: boolean) {
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
  } as NoScriptView['state']
  const noScript = {
    view: async () => ({ items: [], state, withheld: 0 }),
    words: async () => undefined,
    burn: async () => deleted,
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

  it('never says that it is deleted when it was only asked for', async () => {
    expect(await ask(site(true, true), 'burn')).toContain(t('chat.burn.done'))
    const asked = await ask(site(false, false), 'burn')
    expect(asked).toContain(t('chat.burn.asked'))
    expect(asked).not.toContain(t('chat.burn.done'))
  })
})
