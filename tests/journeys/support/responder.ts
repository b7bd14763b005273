import type { Locator } from 'playwright-core'
import type { SignIn } from '../../../src/demo/seed.ts'
import type { MessageKey, Values } from '../../../src/i18n/index.ts'
import { languageName } from '../../../src/i18n/index.ts'
import type { ConsentFieldKey } from '../../../src/workspace/referral/seeker-words.ts'
import type { Person } from './person.ts'
import { see } from './seeing.ts'

/** What every member does in the workspace: sign in, and read what it says. */
export function memberOf(person: Person) {
  const { page, t, demo } = person
  const button = (key: MessageKey, values?: Values) =>
    page.getByRole('button', { name: t(key, values), exact: true })
  const field = (key: MessageKey, values?: Values) => page.getByLabel(t(key, values), { exact: true })
  return {
    ...person,
    button,
    field,
    text: (key: MessageKey, values?: Values) => page.getByText(t(key, values)),
    async open(): Promise<void> {
      await page.goto(`${demo.workspaceOrigin}/`)
    },
    /** With the passphrase that was generated for this member. */
    async enter({ handle, passphrase }: SignIn): Promise<void> {
      await page.goto(`${demo.workspaceOrigin}/`)
      await button('workspace.sign_in.use_passphrase').click()
      await field('workspace.sign_in.name').fill(handle)
      await field('workspace.sign_in.passphrase').fill(passphrase)
      await button('workspace.sign_in.enter').click()
      await see(page.getByRole('navigation', { name: t('workspace.nav') }))
    },
    /** Chooses in a list that opens behind a button. */
    async choose(label: MessageKey, option: string, within: Locator = page.locator('body')): Promise<void> {
      await within.getByRole('button', { name: t(label) }).click()
      await page.getByRole('option', { name: option }).click()
    },
  }
}

export type Member = ReturnType<typeof memberOf>
export type Responder = ReturnType<typeof responderOf>

/** A responder at the desk. */
export function responderOf(person: Person) {
  const { page, t } = person
  const member = memberOf(person)
  const { button } = member
  const queue = page.getByRole('grid', { name: t('workspace.queue.title') })
  const pane = page.getByRole('region', { name: t('workspace.conversation.pane'), exact: true })
  const side = page.getByRole('region', { name: t('workspace.side.pane'), exact: true })
  const box = pane.getByLabel(t('workspace.composer.label'), { exact: true })
  const hit = (name: string) =>
    side.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3, name, exact: true }) })
  return {
    ...member,
    queue,
    pane,
    side,
    box,
    log: pane.getByRole('log'),
    onDuty: page.getByRole('switch', { name: t('workspace.duty.on') }),
    async enter(signIn: SignIn): Promise<void> {
      await member.enter(signIn)
      await see(page.getByRole('heading', { name: t('workspace.queue.title') }))
    },
    async goOnDuty(): Promise<void> {
      await page.getByText(t('workspace.duty.on'), { exact: true }).click()
      await see(
        page
          .getByText(/^1 /)
          .or(page.getByText(t('workspace.duty.count', { count: 2 })))
          .first(),
      )
    },
    /** Somebody who waits, in this language. */
    waiting: (language = 'en') =>
      queue.getByRole('row').filter({ hasText: languageName(t.locale, language) }),
    /** Takes the only one who waits in this language. */
    async take(language = 'en'): Promise<void> {
      await button('workspace.queue.take_named', { language: languageName(t.locale, language) }).click()
      await see(box)
    },
    async say(words: string): Promise<void> {
      await box.fill(words)
      await button('workspace.composer.send').click()
      await see(said(pane, words))
    },
    said: (words: string | RegExp) => said(pane, words),

    async search(words: string): Promise<void> {
      await side.getByRole('tab', { name: t('workspace.side.services') }).click()
      await side.getByLabel(t('workspace.search.label'), { exact: true }).fill(words)
      await side.getByRole('button', { name: t('workspace.search.go'), exact: true }).click()
    },
    /** A service among what was found. */
    hit,
    hits: side.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) }),
    /** Puts these services into the chat as cards. */
    async offer(...services: string[]): Promise<void> {
      for (const service of services)
        await hit(service).getByText(t('workspace.hit.choose'), { exact: true }).click()
      await side.getByRole('button', { name: /^Offer \d/ }).click()
    },
    /** Asks a service that was found for a bed. */
    async askCapacity(service: string): Promise<void> {
      await button('workspace.hit.ask_named', { service }).click()
      const dialog = page.getByRole('dialog')
      await see(dialog.getByText(t('workspace.ask.nothing_personal')))
      await dialog.getByRole('button', { name: t('workspace.ask.send'), exact: true }).click()
      await see(side.getByText(t('workspace.asks.state_asked'), { exact: true }))
    },
    /** Asks the person what of this may be shared. */
    async askConsent(values: Partial<Record<ConsentFieldKey, string>>): Promise<void> {
      for (const [key, value] of Object.entries(values)) {
        await side.getByLabel(t(`workspace.prepare.${key as ConsentFieldKey}`), { exact: true }).fill(value)
      }
      await button('workspace.prepare.send').click()
    },
    async openReferral(): Promise<void> {
      await side.getByRole('tab', { name: t('workspace.side.referral') }).click()
    },
  }
}

function said(root: Locator, words: string | RegExp): Locator {
  return root.locator('.bubble').getByText(words, { exact: true })
}
