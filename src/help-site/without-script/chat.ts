import type { Context } from 'hono'
import { html } from 'hono/html'
import { proof as proofSchema } from '../../contracts/conversations.ts'
import type { Translate } from '../../i18n/index.ts'
import { isId, randomId, bytesToBase64Url, base64UrlToBytes } from '../../kernel/index.ts'
import type { NoScriptPass, NoScriptView } from '../../rooms/conversations/index.ts'
import { availabilityNow } from '../availability.ts'
import { contentPolicy, safeHeaders } from '../headers.ts'
import { page, type Html } from '../layout.ts'
import { chatPage, type FirstForm } from '../pages/chat.ts'
import { problemPage } from '../pages/problem.ts'
import { readRegion } from '../pages/region.ts'
import { respond } from '../respond.ts'
import type { Problem, Site } from '../site.ts'
import { act, boundedText, safeContact, Unfinished, type Form, type Outcome } from './actions.ts'
import { framedPage } from './framed.ts'
import type { Drawing, Mode } from './item.ts'
import { newNonce, stillPage, talkPolicy, type Talk } from './page.ts'
import { burnedText } from './sayings.ts'
import { longestHold, turnOf, waitForTurn, type Turn } from './slow-lane.ts'
import { livePage } from './stream.ts'
import { waitingPage } from './waiting.ts'

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

/** The first message. In a crowd it waits its turn here, and the form says it once however often it is sent. */
async function first(
  c: Context,
  site: Site,
  t: Translate,
  form: Form,
  pass: NoScriptPass,
  mode: Mode,
): Promise<Response> {
  const drawing: Drawing = { t, pass, mode, zone: site.settings.zone, items: [] }
  const clientKey = site.clientKeyOf(c)
  const begin = (challenge = form.get('turn')) => beginWith(site, t, { form, pass, clientKey, challenge })
  try {
    await begin()
  } catch (error) {
    const turn = turnOf(error)
    const leave = turn && turn.seconds <= longestHold ? site.slowLane.enter(clientKey) : undefined
    if (!turn || !leave) return refusedFirst(c, site, t, form, error)
    if (mode === 'still') {
      const came = await waitForTurn(turn, c.req.raw.signal).finally(leave)
      if (!came) return c.body(null, 408, { ...safeHeaders })
      const again = await begin(turn.challenge).catch((later: unknown) => ({ later }))
      return again ? refusedFirst(c, site, t, form, again.later) : talkPage(c, site, drawing, { fresh: true })
    }
    const nonce = newNonce()
    const go = async () => {
      await begin(turn.challenge)
      const { talk } = await talkOf(site, drawing, { fresh: true }, nonce)
      return livePage({ ...talk, begun: true })
    }
    const text = form.get('text') ?? ''
    const page = { site, drawing, nonce, turn, form: firstFormOf(form), fields: beside(form, turn), text, go }
    return livingResponse(c, { site, drawing, nonce }, waitingPage({ ...page, left: leave }))
  }
  return talkPage(c, site, drawing, { fresh: true })
}

type First = { form: Form; pass: NoScriptPass; clientKey: string; challenge: string | undefined }

async function beginWith(
  site: Site,
  t: Translate,
  { form, pass, clientKey, challenge }: First,
): Promise<void> {
  const conversationId = form.get('c') ?? ''
  if (!isId(conversationId)) throw new Unfinished(t, 'request.invalid')
  const text = boundedText(t, form)
  const region = readRegion(form)
  const proof = proofSchema.safeParse({ challenge })
  await site.conversations.noScript.begin({
    language: t.locale,
    text,
    form: { conversationId, pass },
    clientKey,
    ...(region && { region }),
    ...(form.get('action') === 'leave' && { left: safeContact(form) }),
    ...(proof.success && { proof: proof.data }),
  })
}

/** The form again, with what was typed; and, in a crowd, with the turn that it was given. */
async function refusedFirst(
  c: Context,
  site: Site,
  t: Translate,
  form: Form,
  error: unknown,
): Promise<Response> {
  const problem = problemOf(site, t, error)
  // The form was sent before and its visit has ended since: what was typed then must not come back.
  if (problem.code === 'conversations.visit_over') return respond(c, problemPage(site, t, problem))
  const now = await availabilityNow(site, t.locale)
  const turn = turnOf(error)
  const ids = turn ? { ...firstFormOf(form), turn: turn.challenge } : newFirstForm()
  return respond(
    c,
    chatPage(site, t, now, ids, { text: form.get('text') ?? '', problem, region: readRegion(form) }),
  )
}

/** The ids that a first form carried. Nothing was opened with them yet. */
function firstFormOf(form: Form): FirstForm {
  const field = (name: string) => form.get(name) ?? ''
  return { c: field('c'), ticket: field('ticket'), half: field('half'), once: field('once') }
}

/** What else of a first form must come again with it. */
function beside(form: Form, { challenge }: Turn): Record<string, string> {
  const kept = ['action', 'time', 'way', 'mode', 'region'].flatMap((name): [string, string][] => {
    const value = form.get(name)
    return value === undefined ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(kept), turn: challenge }
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
  const { t } = drawn
  try {
    const { talk, view } = await talkOf(site, drawn, extra, newNonce())
    const { drawing } = talk
    if (drawing.mode === 'still')
      return respond(c, {
        html: await stillPage(talk, view),
        policy: talkPolicy(talk),
        status: extra.problem?.status ?? 200,
        headers: extra.problem?.headers ?? {},
      })
    return livingResponse(c, talk, livePage(talk))
  } catch (error) {
    return respond(c, problemPage(site, t, problemOf(site, t, error)))
  }
}

/** What the page of an open conversation is made from, as it is now. A live page shows its items itself. */
async function talkOf(
  site: Site,
  drawn: Drawing,
  extra: Extra,
  nonce: string,
): Promise<{ talk: Talk; view: NoScriptView }> {
  const { t, pass } = drawn
  const { noScript } = site.conversations
  const view = await noScript.view(pass)
  const [now, words] = await Promise.all([availabilityNow(site, t.locale), noScript.words(pass, t.locale)])
  const mode = extra.mode ?? drawn.mode
  const drawing = { ...drawn, mode, items: mode === 'still' ? view.items : [] }
  const { region, visit, deleting } = view.state
  const { checked } = visit
  return {
    view,
    talk: { site, drawing, now, words, checked, deleting, region, fresh: false, ...extra, nonce },
  }
}

function livingResponse(
  c: Context,
  talk: Pick<Talk, 'site' | 'drawing' | 'nonce'>,
  body: ReadableStream<Uint8Array>,
): Response {
  return c.body(body, 200, {
    ...safeHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentPolicy(talkPolicy(talk)),
    // A proxy that gathers an answer before it passes it on would keep the messages back.
    'x-accel-buffering': 'no',
  })
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

function burnedPage(site: Site, t: Translate, burned: NonNullable<Outcome['burned']>) {
  return page(
    { site, t, path: '' },
    html`<h1>${t('chat.burn.button')}</h1>
      <p>${burnedText(t, burned)}</p>
      <p><a class="button" href="/${t.locale}/">${t('help.home')}</a></p>`,
  )
}
