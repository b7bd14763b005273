/** How long Exit took: from the key or the tap to the next painted picture. */
export type Covered = {
  /** Milliseconds. */
  after: number
  /** Whether keys were being derived at that moment. */
  deriving: boolean
  /** Whether what was painted is the cover. */
  covered: boolean
}

/** A browser of Debian’s under remote control: one tab at a time, the one in front. */
export type Driver = {
  open(url: string): Promise<void>
  /** The value of an expression in the page in front. */
  evaluate<Value>(expression: string): Promise<Value>
  /** A real tap or click, in the middle of the first element that matches. */
  click(selector: string): Promise<void>
  /** Real keys, into whatever has the focus. */
  type(text: string): Promise<void>
  /** A key alone: `Shift`, `Enter`. */
  press(key: 'Shift' | 'Enter'): Promise<void>
  /** Goes to the tab that is in front now, after tabs were closed, opened or restored. */
  follow(): Promise<void>
  /** Everything in every tab: addresses, titles, text, values of fields, and frames. */
  everything(): Promise<string>
  /** The addresses of all tabs. */
  addresses(): Promise<string>
  /** Addresses that were asked for since the start, by any tab. */
  requests: readonly string[]
  /** What pages told through `covered()`. */
  covers: readonly Covered[]
  cookies(): Promise<number>
  /** How many times slower its processor seems; false where the browser can’t. */
  slowDown(factor: number): Promise<boolean>
  close(): void
}

/** The text of a page and its frames with the values of their fields: all that a person could see there. */
export const wholePage = `(() => {
  const read = (page) => [
    page.location.href,
    page.title,
    page.documentElement.outerHTML,
    ...[...page.querySelectorAll('input, textarea')].map((field) => field.value),
    ...[...page.querySelectorAll('iframe')].flatMap((frame) => (frame.contentDocument ? read(frame.contentDocument) : [])),
  ]
  return read(document).join('\\n')
})()`

/**
 * Runs in each page before its own scripts: measures each input that leads to
 * Exit, from the moment the system gave it to the frame in which the cover is
 * painted. \`tell\` is the way out to the drill.
 */
export function watcher(tell: string): string {
  return `(() => {
    const tell = ${tell}
    let deriving = 0
    for (const name of ['deriveBits', 'deriveKey']) {
      const real = SubtleCrypto.prototype[name]
      SubtleCrypto.prototype[name] = function (...input) {
        deriving++
        return real.apply(this, input).finally(() => deriving--)
      }
    }
    window.drillDeriving = () => deriving > 0
    const watch = (event) => {
      const since = event.timeStamp
      const was = deriving > 0
      requestAnimationFrame(() => {
        const covered = document.documentElement.classList.contains('covered')
        if (!covered) return
        const channel = new MessageChannel()
        channel.port1.onmessage = () => tell(JSON.stringify({ after: performance.now() - since, deriving: was, covered }))
        channel.port2.postMessage('')
      })
    }
    addEventListener('click', watch, true)
    addEventListener('keydown', watch, true)
  })()`
}

export async function until<Result>(
  what: string,
  look: () => Promise<Result | undefined | false>,
  seconds = 90,
): Promise<Result> {
  const deadline = Date.now() + seconds * 1_000
  for (;;) {
    const found = await look().catch(() => undefined)
    if (found) return found
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${seconds} seconds`)
    await pause(100)
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
