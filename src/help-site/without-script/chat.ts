import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Translate } from '../../i18n/index.ts'
import { isId, randomId, bytesToBase64Url, base64UrlToBytes } from '../../kernel/index.ts'
import type { NoScriptPass } from '../../rooms/conversations/index.ts'
import { availabilityNow } from '../availability.ts'
import { contentPolicy, safeHeaders } from '../headers.ts'
import { page, type Html } from '../layout.ts'
import { chatPage, type FirstForm } from '../pages/chat.ts'
import { problemPage } from '../pages/problem.ts'
import { respond } from '../respond.ts'
import type { Problem, Site } from '../site.ts'
import { act, boundedText, safeContact, Unfinished, type Form, type Outcome } from './actions.ts'
import { framedPage } from './framed.ts'
import type { Drawing, Mode } from './item.ts'
import { newNonce, stillPage, talkPolicy, type Talk } from './page.ts'
import { livePage } from './stream.ts'

/** Ids for a first form: made new for each page, stored nowhere until it is sent. */
export function newFirstForm(): FirstForm {
  const half = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  return { c: randomId(), ticket: randomId(), half, once: randomId() }
}

/** Browsers that show a page only when it has ended. */
const textBrowsers = /\b(lynx|w3m|links|elinks|dillo|netsurf|opera mini)\b/i

function modeOf(c: Context, form: Form): Mode {
  if (form.get('mode') === 'still') return 'still'
  return form.get('mode') !== 'live' && textBrowsers.test(c.req.header('user-agent') ?? '') ? 'still' : 'live'
}

/** Every form of the conversation without script comes here. */
export async function postChat(c: Context, site: Site, t: Translate, form: Form): Promise<Response> {
  const pass = passOf(form)
  const mode = modeOf(c, form)
  if (!pass) return respond(c, problemPage(site, t, overProblem(t)))
  if (form.has('c')) return first(c, site, t, form, pass, mode)
  const drawing: Drawing = { t, pass, mode, zone: site.settings.zone, items: [] }
  const framed = form.get('frame') === 'yes'
  let outcome: Outcome
  try {
    outcome = await act(site, drawing, form)
  } catch (error) {
    const problem = problemOf(site, t, error)
    if (framed) return respond(c, framedPage(site, t, problemLine(t, problem), problem))
    return talkPage(c, site, drawing, {
      problem,
      text: form.get('text'),
      second: form.get('second'),
      mode: 'still',
    })
  }
  if (outcome.burned) return respond(c, burnedPage(site, t, outcome.burned))
  if (!framed) return talkPage(c, site, drawing, { answer: outcome.answer, notice: outcome.said })
  // Nothing to say: the frame stays as it is, and the stream shows what happened.
  if (outcome.answer || outcome.said)
    return respond(c, framedPage(site, t, outcome.answer ?? html`<p>${outcome.said}</p>`))
  return c.body(null, 204, { ...safeHeaders })
}

async function first(
  c: Context,
  site: Site,
  t: Translate,
  form: Form,
  pass: NoScriptPass,
  mode: Mode,
): Promise<Response> {
  const conversationId = form.get('c') ?? ''
  try {
    if (!isId(conversationId)) throw new Unfinished(t, 'request.invalid')
    const text = boundedText(t, form)
    await site.conversations.noScript.begin({
      language: t.locale,
      text,
      form: { conversationId, pass },
      clientKey: site.clientKeyOf(c),
      ...(form.get('action') === 'leave' && { left: safeContact(form) }),
    })
  } catch (error) {
    const problem = problemOf(site, t, error)
    // The form was sent before and its visit has ended since: what was typed then must not come back.
    if (problem.code === 'conversations.visit_over') return respond(c, problemPage(site, t, problem))
    const now = await availabilityNow(site, t.locale)
    return respond(c, chatPage(site, t, now, newFirstForm(), { text: form.get('text') ?? '', problem }))
  }
  const drawing: Drawing = { t, pass, mode, zone: site.settings.zone, items: [] }
  return talkPage(c, site, drawing, { fresh: true })
}

type Extra = {
  fresh?: boolean
  problem?: Problem | undefined
  text?: string | undefined
  second?: string | undefined
  answer?: Html | undefined
  notice?: string | undefined
  mode?: Mode
}

/** The page of an open conversation: one that never ends, or a still one. */
export async function talkPage(c: Context, site: Site, drawn: Drawing, extra: Extra): Promise<Response> {
  const { t, pass } = drawn
  const { noScript } = site.conversations
  try {
    const view = await noScript.view(pass)
    const [now, words] = await Promise.all([availabilityNow(site, t.locale), noScript.words(pass, t.locale)])
    const drawing = { ...drawn, mode: extra.mode ?? drawn.mode, items: view.items }
    const { checked } = view.state.visit
    const talk: Talk = { site, drawing, now, words, checked, fresh: false, ...extra, nonce: newNonce() }
    if (drawing.mode === 'still')
      return respond(c, {
        html: await stillPage(talk, view),
        policy: talkPolicy(talk),
        status: extra.problem?.status ?? 200,
        headers: extra.problem?.headers ?? {},
      })
    return c.body(livePage({ ...talk, drawing: { ...drawing, items: [] } }), 200, {
      ...safeHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy(talkPolicy(talk)),
      // A proxy that gathers an answer before it passes it on would keep the messages back.
      'x-accel-buffering': 'no',
    })
  } catch (error) {
    return respond(c, problemPage(site, t, problemOf(site, t, error)))
  }
}

function passOf(form: Form): NoScriptPass | undefined {
  const ticket = form.get('ticket') ?? ''
  const half = form.get('half') ?? ''
  return isId(ticket) && base64UrlToBytes(half)?.length === 32 ? { ticket, half } : undefined
}

export function problemOf(site: Site, t: Translate, error: unknown): Problem {
  if (error instanceof Unfinished) return { status: 200, code: error.code, message: error.message }
  return site.problemOf(error, t.locale)
}

/** What went wrong, in a frame of the streamed page: the typed text still stands outside it. */
function problemLine(t: Translate, { message, code }: Problem): Html {
  return html`<p>${message} <span class="soft">${t('help.error.code', { code })}</span></p>`
}

function overProblem(t: Translate): Problem {
  return { status: 410, code: 'conversations.visit_over', message: t('chat.over.heading') }
}

function burnedPage(site: Site, t: Translate, how: 'deleted' | 'asked') {
  return page(
    { site, t, path: '' },
    html`<h1>${t('chat.burn.button')}</h1>
      <p>${t(how === 'deleted' ? 'chat.burn.done' : 'chat.burn.asked')}</p>
      <p><a class="button" href="/${t.locale}/">${t('help.home')}</a></p>`,
  )
}
