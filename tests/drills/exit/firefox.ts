import type { BrowserProcess } from './browser-process.ts'
import { middleOf } from './chromium.ts'
import { until, watcher, wholePage, type Covered, type Driver } from './driver.ts'
import { connectWire } from './wire.ts'

type Context = { context: string; url: string; children?: Context[] }
type Result = { type: string; result?: { type: string; value?: unknown }; exceptionDetails?: unknown }

/** Firefox by WebDriver BiDi, which it speaks itself. */
export async function driveFirefox(browser: BrowserProcess): Promise<Driver> {
  const wire = await connectWire(browser.address)
  await wire.send('session.new', { capabilities: {} })
  const requests: string[] = []
  const covers: Covered[] = []
  let current = ''

  wire.on((method, params) => {
    // What Firefox fetches for itself belongs to no tab.
    if (method === 'network.beforeRequestSent' && typeof params['context'] === 'string')
      requests.push(String((params['request'] as { url?: string }).url ?? ''))
    if (method === 'script.message')
      covers.push(JSON.parse(String((params['data'] as { value?: string }).value ?? '{}')) as Covered)
  })
  await wire.send('session.subscribe', { events: ['network.beforeRequestSent', 'script.message'] })
  await wire.send('script.addPreloadScript', {
    functionDeclaration: `(channel) => ${watcher('channel')}`,
    arguments: [{ type: 'channel', value: { channel: 'drill' } }],
  })

  async function evaluateIn<Value>(context: string, expression: string): Promise<Value> {
    const input = {
      expression: `JSON.stringify(${expression}) ?? ''`,
      target: { context },
      awaitPromise: true,
    }
    const { result, exceptionDetails } = (await wire.send('script.evaluate', input)) as Result
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
    const text = String(result?.value ?? '')
    return (text === '' ? undefined : JSON.parse(text)) as Value
  }

  async function contexts(): Promise<Context[]> {
    const { contexts: found } = await wire.send('browsingContext.getTree')
    return found as Context[]
  }

  async function follow(): Promise<void> {
    current = await until('a tab', async () => {
      for (const { context } of await contexts()) {
        if ((await evaluateIn<string>(context, 'document.visibilityState')) === 'visible') return context
      }
      return undefined
    })
  }
  await follow()

  const act = (actions: object[]) =>
    wire.send('input.performActions', { context: current, actions }).then(() => undefined)

  return {
    requests,
    covers,
    follow,
    async open(url) {
      await wire.send('browsingContext.navigate', { context: current, url, wait: 'interactive' })
    },
    evaluate: (expression) => evaluateIn(current, expression),
    async click(selector) {
      const [x, y] = await until(selector, () => evaluateIn<number[]>(current, middleOf(selector)))
      const steps = [
        { type: 'pointerMove', x, y },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ]
      await act([{ type: 'pointer', id: 'mouse', actions: steps }])
    },
    async type(text) {
      const steps = [...text].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      await act([{ type: 'key', id: 'keys', actions: steps }])
    },
    async press(name) {
      // WebDriver’s own characters for keys that write none.
      const value = name === 'Shift' ? '\uE008' : '\uE007'
      await act([
        {
          type: 'key',
          id: 'keys',
          actions: [
            { type: 'keyDown', value },
            { type: 'keyUp', value },
          ],
        },
      ])
    },
    async everything() {
      const texts: string[] = []
      for (const { context, url } of await contexts())
        texts.push(url, await evaluateIn<string>(context, wholePage).catch(() => ''))
      return texts.join('\n')
    },
    addresses: async () => (await contexts()).map(({ url }) => url).join(' '),
    async cookies() {
      const { cookies } = await wire.send('storage.getCookies', {})
      return (cookies as unknown[]).length
    },
    // Firefox has no such switch; what is measured there is measured at full speed.
    slowDown: () => Promise.resolve(false),
    close: () => wire.close(),
  }
}
