/*
 * Server-sent events over fetch: a lost connection is noticed (a silent one too),
 * shown, and made again without end. Nothing secret is in the address; the cookie
 * says who asks.
 */

export type StreamState = 'connecting' | 'live' | 'lost'

export type StreamOptions = {
  path: string
  onEvent: (event: string, data: unknown) => void
  /** `live` after each (re)connection: whatever was missed must be asked for then. */
  onState: (state: StreamState) => void
  /** The session is over: no further try. */
  onRefused: () => void
}

/** The server writes at least every 20 seconds; this long without a byte means that the line is dead. */
const silence = 45_000
const shortestPause = 500
const longestPause = 10_000

/** Opens a stream and keeps it open until the returned function is called. */
export function openStream(options: StreamOptions): () => void {
  const stop = new AbortController()
  void keepOpen(options, stop.signal)
  return () => stop.abort()
}

async function keepOpen(options: StreamOptions, signal: AbortSignal): Promise<void> {
  let pause = shortestPause
  options.onState('connecting')
  while (!signal.aborted) {
    const connected = await readOnce(options, signal).catch(() => false)
    if (connected === 'refused') return options.onRefused()
    if (signal.aborted) return
    pause = connected ? shortestPause : Math.min(pause * 2, longestPause)
    options.onState('lost')
    await sleep(pause, signal)
  }
}

/** True when it was live for a while, so that the next try may come soon. */
async function readOnce(options: StreamOptions, signal: AbortSignal): Promise<boolean | 'refused'> {
  const attempt = new AbortController()
  const giveUp = () => attempt.abort()
  signal.addEventListener('abort', giveUp, { once: true })
  // The machine says so long before a dead line is noticed.
  globalThis.addEventListener('offline', giveUp)
  let timer = setTimeout(giveUp, silence)
  try {
    const response = await fetch(options.path, {
      headers: { accept: 'text/event-stream', 'x-northline': '1' },
      cache: 'no-store',
      signal: attempt.signal,
    })
    if (response.status === 401 || response.status === 403) return 'refused'
    if (!response.ok || !response.body) return false
    options.onState('live')
    const parser = createParser(options.onEvent)
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      clearTimeout(timer)
      timer = setTimeout(giveUp, silence)
      const { done, value } = await reader.read()
      if (done) return true
      parser(value)
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
    globalThis.removeEventListener('offline', giveUp)
  }
}

/** Feeds on pieces of text in any cut and calls back per event (HTML standard, 9.2.6). Data that is not JSON is skipped. */
export function createParser(onEvent: StreamOptions['onEvent']): (piece: string) => void {
  let rest = ''
  let event = ''
  let data: string[] = []
  const dispatch = () => {
    if (data.length > 0) {
      const value = parse(data.join('\n'))
      if (value !== undefined) onEvent(event || 'message', value)
    }
    event = ''
    data = []
  }
  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') dispatch()
      else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
      else if (line.startsWith('event:')) event = line.slice(6).trim()
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  // A little unevenness, so that a restarted server is not met by all desks at once.
  const uneven = milliseconds * (1 + (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 512)
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, uneven)
    const now = () => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', now, { once: true })
    globalThis.addEventListener('online', now, { once: true })
  })
}
