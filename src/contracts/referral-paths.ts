/**
 * Addresses of the seeker's side of the referrals room, without a validator, so
 * that the conversation script stays small.
 */
export const seekerReferralPaths = {
  mailboxes: '/api/referrals/seeker/mailboxes',
  answer: '/api/referrals/seeker/answer',
  withdraw: '/api/referrals/seeker/withdraw',
  connected: '/api/referrals/seeker/connected',
} as const
