/**
 * Reads server-sent events (WHATWG HTML, 9.2.6) as far as this site sends them:
 * `event`, one line of JSON `data`, comments. `heard` is called for any bytes.
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
  take: (event: string, data: unknown) => Promise<void>,
): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    heard()
    text += decoder.decode(value, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end)
      text = text.slice(end + 2)
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2)
      const data = field('data')
      if (data !== undefined) await take(field('event') ?? 'message', JSON.parse(data))
    }
  }
}
