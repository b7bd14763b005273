import type { SignIn } from '../../../src/demo/seed.ts'
import { memberOf } from './responder.ts'
import type { Person } from './person.ts'
import { see } from './seeing.ts'

export type Provider = ReturnType<typeof providerOf>

/** Somebody at a service, at the page of its referrals. */
export function providerOf(person: Person) {
  const { page, t } = person
  const member = memberOf(person)
  const asks = page.getByRole('region', { name: t('workspace.provider.asks') })
  const inbox = page.getByRole('region', { name: t('workspace.provider.referrals') })
  /** The newest stands last. */
  const referral = inbox.getByRole('listitem').last()
  return {
    ...member,
    asks: asks.getByRole('listitem'),
    inbox,
    referral,
    async enter(signIn: SignIn): Promise<void> {
      await member.enter(signIn)
      await see(page.getByRole('heading', { level: 1, name: t('workspace.provider.title') }))
    },
    /** Says yes to the only ask, with the hold that is offered. */
    async holdPlace(): Promise<void> {
      await member.button('workspace.provider.yes').click()
      await see(page.getByText(t('workspace.provider.held')))
    },
    async openReferral(): Promise<void> {
      await referral.getByRole('button', { name: t('workspace.provider.open'), exact: true }).click()
      await see(referral.getByText(t('workspace.packet.until')))
    },
    async accept(note: string): Promise<void> {
      await referral.getByLabel(t('workspace.provider.note_yes'), { exact: true }).fill(note)
      await referral.getByRole('button', { name: t('workspace.provider.accept'), exact: true }).click()
      await see(referral.getByText(t('workspace.referral.state_accepted'), { exact: true }))
    },
    async decline(reason: string): Promise<void> {
      await referral.getByRole('button', { name: t('workspace.provider.decline'), exact: true }).click()
      await member.choose('workspace.provider.reason', reason)
      await referral.getByRole('button', { name: t('workspace.provider.send_decline'), exact: true }).click()
    },
  }
}
