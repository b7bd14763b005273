import { integerSetting, type SettingsOf } from '../../kernel/index.ts'

/** How long things last in this room. */
export const referralSettings = {
  answerSeconds: integerSetting({
    env: 'REFERRALS_ANSWER_SECONDS',
    doc: 'Seconds after which those who asked or sent are told that the service has not answered, and are offered the next.',
    default: 600,
    min: 10,
    max: 14_400,
  }),
  askHours: integerSetting({
    env: 'REFERRALS_ASK_HOURS',
    doc: 'Hours after which a capacity ask that nobody answered lapses.',
    default: 12,
    min: 1,
    max: 72,
  }),
  keepDays: integerSetting({
    env: 'REFERRALS_KEEP_DAYS',
    doc: 'Days that the row of a closed ask or referral is kept. The packet itself is erased when it closes.',
    default: 30,
    min: 1,
    max: 90,
  }),
}

export type ReferralSettings = SettingsOf<typeof referralSettings>
