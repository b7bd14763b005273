import type { ContentOf } from '../../contracts/content.ts'
import type { ThreadLine } from '../conversation/conversation-state.ts'

/** One question for consent and what became of it, read from the thread. */
export type ConsentStory = {
  ask: ContentOf<'consent-ask'>
  at: Date
  /** The newest answer by tap. */
  answer?: ContentOf<'consent-answer'>
  readBack?: ContentOf<'consent-read-back'>
  sent?: ContentOf<'referral-sent'>
}

/**
 * Every question for consent in the order in which it was put. Only a responder's
 * envelope asks, records and sends; only the seeker's answers.
 */
export function consentStories(lines: readonly ThreadLine[]): ConsentStory[] {
  const stories = new Map<string, ConsentStory>()
  for (const { content, author, at } of lines) {
    if (!content) continue
    if (content.kind === 'consent-ask' && author === 'responder' && !stories.has(content.askId)) {
      stories.set(content.askId, { ask: content, at })
    }
    const story = 'askId' in content ? stories.get(content.askId) : undefined
    if (!story) continue
    if (content.kind === 'consent-answer' && author === 'seeker') story.answer = content
    if (content.kind === 'consent-read-back' && author === 'responder') story.readBack = content
    if (content.kind === 'referral-sent' && author === 'responder') story.sent = content
  }
  return [...stories.values()]
}

/** The referrals that have left, newest first. */
export function sentReferrals(lines: readonly ThreadLine[]): ContentOf<'referral-sent'>[] {
  return lines
    .flatMap(({ content, author }) =>
      content?.kind === 'referral-sent' && author === 'responder' ? [content] : [],
    )
    .reverse()
}

/** The seeker's latest messages, among which a read-back names the yes; newest first. */
export function possibleYes(lines: readonly ThreadLine[], after: Date): ThreadLine[] {
  return lines
    .filter((line) => line.author === 'seeker' && line.content?.kind === 'text' && line.at >= after)
    .slice(-10)
    .reverse()
}
