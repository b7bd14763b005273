import { html, html as part, raw } from 'hono/html'
import type { Translate } from '../../i18n/index.ts'
import { closing, opening, quietField, type Html } from '../layout.ts'
import { hidden, type FirstForm } from '../pages/chat.ts'
import type { Site } from '../site.ts'
import { viewOf, type Talk } from './page.ts'
import { waitForTurn, type Turn } from './slow-lane.ts'

const encoder = new TextEncoder()

export type Waiting = {
  site: Site
  drawing: Talk['drawing']
  nonce: string
  turn: Turn
  /** The form as it came: sent again it says the same once. */
  form: FirstForm
  fields: Readonly<Record<string, string>>
  text: string
  /** Says it now: the rest of the page, or the sentence that says why not. */
  go: () => Promise<ReadableStream<Uint8Array> | Html>
  /** The browser went away, or what follows has begun. */
  left: () => void
}

/**
 * The page of somebody without script in a crowd: it begins at once and says
 * that the message has not gone yet; when its turn has come, it goes, and the
 * conversation follows in the same page. Nothing was stored until then, and
 * whoever leaves has said nothing. What was typed stands there, to be sent again.
 */
export function waitingPage(waiting: Waiting): ReadableStream<Uint8Array> {
  const { drawing, nonce, turn, go, left } = waiting
  const gone = new AbortController()
  let rest: ReadableStreamDefaultReader<Uint8Array> | undefined
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        const put = (text: string) => controller.enqueue(encoder.encode(text))
        put(opening(viewOf(waiting)) + String(waitingNote(waiting)))
        const beat = setInterval(() => put('<!-- -->\n'), 5_000)
        const came = await waitForTurn(turn, gone.signal)
        clearInterval(beat)
        if (!came) return left()
        try {
          const next = await go()
          if (next instanceof ReadableStream) {
            put(String(part`<style nonce="${nonce}">#crowd{display:none!important}</style>`))
            rest = next.getReader()
            return
          }
          put(`${String(next)}${closing}`)
        } catch (error) {
          const { message } = waiting.site.problemOf(error, drawing.t.locale)
          put(`${String(html`<p class="card note">${message}</p>`)}${closing}`)
        } finally {
          left()
        }
        controller.close()
      },
      async pull(controller) {
        const { done, value } = (await rest?.read()) ?? { done: true, value: undefined }
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        gone.abort()
        left()
        await rest?.cancel()
      },
    },
    { highWaterMark: 0 },
  )
}

function waitingNote({ drawing, form, fields, text }: Waiting): Html {
  const { t } = drawing
  return html`<div id="crowd" class="talk">
    <h1>${t('chat.heading')}</h1>
    <p class="card note" role="status">${t('chat.noscript.crowd')}</p>
    ${againForm(t, { ...fields, ...form }, text)}
  </div>`
}

/** What was typed, in a form that says it once however often it is sent. */
function againForm(t: Translate, fields: Readonly<Record<string, string>>, text: string): Html {
  return html`<form method="post" action="/${t.locale}/chat" class="composer">
    ${hidden({ ...fields })}
    <label for="again">${t('chat.noscript.crowd_again')}</label>
    <div class="write">
      <textarea id="again" name="text" rows="2" dir="auto" ${quietField}>${raw('\n')}${text}</textarea
      ><button>${t('chat.send')}</button>
    </div>
  </form>`
}
