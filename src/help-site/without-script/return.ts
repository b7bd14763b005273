import type { Context } from 'hono'
import type { Translate } from '../../i18n/index.ts'
import { returnPage, type ReturnAgain } from '../pages/return.ts'
import { respond } from '../respond.ts'
import type { Site } from '../site.ts'
import type { Form } from './actions.ts'
import { problemOf, talkPage } from './chat.ts'
import { longestHold, turnOf, waitForTurn } from './slow-lane.ts'

/** Coming back without script. What was typed stays; wrong, ended and never-made words are answered alike. */
export async function postReturn(c: Context, site: Site, t: Translate, form: Form): Promise<Response> {
  const words = form.get('words')?.trim() ?? ''
  const second = form.get('second')?.trim() ?? ''
  const again = (rest: ReturnAgain) => respond(c, returnPage(site, t, { words, second, ...rest }))
  if (words === '') return again({ told: [t('chat.return.count', { count: 0 })] })
  try {
    const clientKey = site.clientKeyOf(c)
    const come = (challenge?: string) =>
      site.conversations.noScript.returnWithWords({
        typed: words.slice(0, 500),
        locale: t.locale,
        ...(second && { second }),
        warned: form.get('warned') === 'yes',
        clientKey,
        ...(challenge && { proof: { challenge } }),
      })
    const back = await come().catch(async (error: unknown) => {
      // In a crowd the answer waits for its turn; the page with the form stays on the screen meanwhile.
      const turn = turnOf(error)
      const leave = turn && turn.seconds <= longestHold ? site.slowLane.enter(clientKey) : undefined
      if (!turn || !leave) throw error
      await waitForTurn(turn, c.req.raw.signal).finally(leave)
      return come(turn.challenge)
    })
    if (back.kind === 'warning') return await again({ warning: true })
    if (back.kind === 'spelling') return await again({ told: spelling(t, words, back.typed) })
    const mode = form.get('mode') === 'still' ? 'still' : 'live'
    const drawing = { t, pass: back.pass, mode, zone: site.settings.zone, items: [] } as const
    return await talkPage(
      c,
      site,
      drawing,
      back.second === 'wrong' ? { notice: t('chat.return.second_wrong') } : {},
    )
  } catch (error) {
    const problem = problemOf(site, t, error)
    const unknown = problem.code === 'conversations.words_unknown'
    // Something to put right, not a failure: answered as a page like any other.
    if (unknown) return again({ told: [t('chat.return.unknown')] })
    const told = [problem.message, ...(problem.code ? [t('help.error.code', { code: problem.code })] : [])]
    return again({ told, status: problem.status, headers: problem.headers ?? {} })
  }
}

type Spelling = { count: number; unknown: { typed: string; suggestions: string[] }[] }

function spelling(t: Translate, words: string, { count, unknown }: Spelling): string[] {
  if (/^[\p{Nd}\s\p{P}]+$/u.test(words)) return [t('chat.return.digits_wrong')]
  return [
    ...unknown.slice(0, 6).map(({ typed, suggestions }) => {
      if (suggestions.length === 0) return t('chat.return.unknown_word', { typed })
      return t('chat.return.unknown_word_suggestions', { typed, suggestions: suggestions.join(', ') })
    }),
    ...(count === 6 ? [] : [t('chat.return.count', { count })]),
  ]
}
