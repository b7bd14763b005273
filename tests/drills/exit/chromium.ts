import type { BrowserProcess } from './browser-process.ts'
import { until, watcher, wholePage, type Covered, type Driver } from './driver.ts'
import { connectWire } from './wire.ts'

type Target = { targetId: string; type: string; url: string }

/** Chromium by the DevTools protocol. */
export async function driveChromium(browser: BrowserProcess): Promise<Driver> {
  const wire = await connectWire(browser.address)
  const requests: string[] = []
  const covers: Covered[] = []
  const sessions = new Map<string, string>()
  let current = ''

  wire.on((method, params) => {
    if (method === 'Network.requestWillBeSent')
      requests.push(String((params['request'] as { url?: string }).url ?? ''))
    if (method === 'Runtime.bindingCalled' && params['name'] === 'drillTell')
      covers.push(JSON.parse(String(params['payload'])) as Covered)
  })

  async function attach(targetId: string): Promise<string> {
    const known = sessions.get(targetId)
    if (known) return known
    const { sessionId } = await wire.send('Target.attachToTarget', { targetId, flatten: true })
    const session = String(sessionId)
    sessions.set(targetId, session)
    for (const domain of ['Page', 'Runtime', 'Network']) await wire.send(`${domain}.enable`, {}, session)
    await wire.send('Runtime.addBinding', { name: 'drillTell' }, session)
    const source = watcher('window.drillTell')
    await wire.send('Page.addScriptToEvaluateOnNewDocument', { source }, session)
    return session
  }

  async function pages(): Promise<Target[]> {
    const { targetInfos } = await wire.send('Target.getTargets')
    return (targetInfos as Target[]).filter(({ type }) => type === 'page')
  }

  async function evaluateIn<Value>(session: string, expression: string): Promise<Value> {
    const input = { expression, returnByValue: true, awaitPromise: true }
    const { result, exceptionDetails } = await wire.send('Runtime.evaluate', input, session)
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
    return (result as { value: Value }).value
  }

  async function follow(): Promise<void> {
    current = await until('a tab', async () => {
      for (const { targetId } of await pages()) {
        const session = await attach(targetId)
        if ((await evaluateIn<string>(session, 'document.visibilityState')) === 'visible') return session
      }
      return undefined
    })
  }
  await follow()

  async function key(name: string, extra: object = {}): Promise<void> {
    const codes: Record<string, number> = { Shift: 16, Enter: 13 }
    const input = {
      key: name,
      code: name === 'Shift' ? 'ShiftLeft' : name,
      windowsVirtualKeyCode: codes[name],
    }
    await wire.send('Input.dispatchKeyEvent', { type: 'keyDown', ...input, ...extra }, current)
    await wire.send('Input.dispatchKeyEvent', { type: 'keyUp', ...input }, current)
  }

  return {
    requests,
    covers,
    follow,
    async open(url) {
      await wire.send('Page.navigate', { url }, current)
      await until(`the page ${url}`, async () => {
        const [where, state] = await evaluateIn<string[]>(current, '[location.href, document.readyState]')
        return where?.startsWith(url.split('#')[0] ?? '') && state !== 'loading'
      })
    },
    evaluate: (expression) => evaluateIn(current, expression),
    async click(selector) {
      const [x, y] = await until(selector, () => evaluateIn<number[]>(current, middleOf(selector)))
      const at = { x, y, button: 'left', clickCount: 1 }
      await wire.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at }, current)
      await wire.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at }, current)
    },
    type: async (text) => void (await wire.send('Input.insertText', { text }, current)),
    press: (name) => key(name, name === 'Enter' ? { text: '\r' } : {}),
    async everything() {
      const texts: string[] = []
      for (const { targetId, url } of await pages()) {
        texts.push(url, await evaluateIn<string>(await attach(targetId), wholePage).catch(() => ''))
      }
      return texts.join('\n')
    },
    addresses: async () => (await pages()).map(({ url }) => url).join(' '),
    async cookies() {
      const { cookies } = await wire.send('Storage.getCookies')
      return (cookies as unknown[]).length
    },
    async slowDown(factor) {
      await wire.send('Emulation.setCPUThrottlingRate', { rate: factor }, current)
      return true
    },
    close: () => wire.close(),
  }
}

/** The middle of an element in the window, once it is there and big enough to be hit. */
export function middleOf(selector: string): string {
  return `(() => {
    const element = document.querySelector(${JSON.stringify(selector)})
    if (!element) return undefined
    element.scrollIntoView({ block: 'center' })
    const box = element.getBoundingClientRect()
    return box.width > 0 ? [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)] : undefined
  })()`
}
