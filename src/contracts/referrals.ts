/*
 * Capacity is asked first, without anything about a person; then, with the
 * person's yes, a sealed packet goes to the receiving team; the answer comes
 * back sealed into a mailbox. No request or row joins a packet to a conversation.
 *
 * A mailbox is a random id made by the responder's client; knowing it is the
 * right to look into it. It travels in bodies only. Live events name its tag
 * (`mailboxTag`), never the id.
 */

export * from './referral-paths.ts'
export * from './referral-shapes.ts'
export * from './referrals-line.ts'
export * from './referrals-provider.ts'
export * from './referrals-receivers.ts'
export * from './referrals-seeker.ts'
