import { ownAccountsSetting } from './organisation-accounts.config.ts'
import { choiceSetting, integerSetting, textSetting, type SettingsOf } from '../../kernel/index.ts'

/** Signing in, sessions and invitations. */
export const identitySettings = {
  name: textSetting({
    env: 'IDENTITY_NAME',
    doc: 'What passkeys are filed under on members’ devices. Neutral by default: a list of passkeys may be seen.',
    default: 'Northline',
  }),
  passphrases: choiceSetting({
    env: 'IDENTITY_PASSPHRASES',
    doc: 'Whether a newcomer whose machine has no passkey may use a generated passphrase instead, where an administrator of their organisation allows it. “no” forbids it everywhere.',
    choices: ['yes', 'no'],
    default: 'yes',
  }),
  organisations: ownAccountsSetting({
    env: 'IDENTITY_ORGANISATIONS',
    doc: 'Organisations that bring their own accounts by OpenID Connect: a list of {organisation, kind, issuer, clientId, secretFile}. See operations.md.',
  }),
  idleMinutes: integerSetting({
    env: 'IDENTITY_IDLE_MINUTES',
    doc: 'Minutes without a touch after which a workspace locks (the server then refuses what needs a person); and without any sign of the browser, after which the session ends.',
    default: 15,
    // A browser tells of a touch, and is marked as seen, at most once a minute: with one minute a session would end in use.
    min: 2,
    max: 120,
  }),
  sessionHours: integerSetting({
    env: 'IDENTITY_SESSION_HOURS',
    doc: 'Hours after which a session ends in any case.',
    default: 12,
    min: 1,
    max: 24,
  }),
  invitationHours: integerSetting({
    env: 'IDENTITY_INVITATION_HOURS',
    doc: 'Hours for which an invitation link works.',
    default: 72,
    min: 1,
    max: 720,
  }),
}
export type IdentitySettings = SettingsOf<typeof identitySettings>
