/**
 * The little that the DevTools protocol (Chromium) and WebDriver BiDi (Firefox)
 * have in common: numbered requests, and events, as JSON over a web socket. The
 * browsers are Debian’s own, with their own defaults, so nothing stands between.
 */
export type Wire = {
  send(method: string, params?: object, session?: string): Promise<Record<string, unknown>>
  /** Hears every event until the wire is closed. */
  on(heard: (method: string, params: Record<string, unknown>) => void): void
  close(): void
}

type Message = {
  id?: number
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: unknown
  message?: string
}

export function connectWire(url: string): Promise<Wire> {
  const socket = new WebSocket(url)
  const waiting = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }
  >()
  const listeners: ((method: string, params: Record<string, unknown>) => void)[] = []
  let last = 0

  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    const asked = message.id === undefined ? undefined : waiting.get(message.id)
    if (asked && message.id !== undefined) {
      waiting.delete(message.id)
      if (message.error === undefined) asked.resolve(message.result ?? {})
      else asked.reject(new Error(`${JSON.stringify(message.error)} ${message.message ?? ''}`))
    } else if (message.method) {
      for (const heard of listeners) heard(message.method, message.params ?? {})
    }
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser hung up'))
    waiting.clear()
  })

  const wire: Wire = {
    send(method, params = {}, session) {
      if (socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error('the browser hung up'))
      last += 1
      const id = last
      socket.send(JSON.stringify({ id, method, params, ...(session && { sessionId: session }) }))
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    },
    on: (heard) => void listeners.push(heard),
    close: () => socket.close(),
  }
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(wire), { once: true })
    socket.addEventListener('error', () => reject(new Error(`no answer at ${url}`)), { once: true })
  })
}
