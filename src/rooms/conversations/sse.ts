/** One server-sent events stream over a raw ReadableStream (half the memory of a higher-level one). */
export type Sse = {
  /** Sends one event. */
  send(event: string, data: unknown): void
  /** A comment, so that proxies and phones keep the line open. */
  beat(): void
  close(): void
  readonly closed: boolean
}

/**
 * A client for which so much waits is gone, or reads too slowly to be kept (bytes): more than two of the largest pages. It comes back
 * for what comes after the last that it got.
 */
const mostWaiting = 6 * 1_048_576

const encoder = new TextEncoder()
const beat = encoder.encode(':\n\n')

/** `run` is called at once; what it returns is called when the stream ends for whatever reason. */
export function openSse(run: (sse: Sse) => () => void): ReadableStream<Uint8Array> {
  let finish: (() => void) | undefined
  let closed = false
  const end = () => {
    if (closed) return
    closed = true
    finish?.()
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const push = (bytes: Uint8Array) => {
          if (closed) return
          if ((controller.desiredSize ?? 0) < -mostWaiting) sse.close()
          else controller.enqueue(bytes)
        }
        const sse: Sse = {
          send: (event, data) => push(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)),
          beat: () => push(beat),
          close: () => {
            if (closed) return
            end()
            controller.close()
          },
          get closed() {
            return closed
          },
        }
        const stop = run(sse)
        finish = stop
        if (closed) stop()
      },
      cancel: end,
    },
    { highWaterMark: 65_536, size: ({ byteLength }) => byteLength },
  )
}
