import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'

/** What somebody was told is kept: the server acknowledged it. */
export type Acknowledged = {
  conversationId: string
  writerId: string
  sequence: number
  /** base64url SHA-256 of the wire bytes. */
  hash: string
  position: number
  text: string
}

/**
 * Kept outside the server and outside its database: one line for each
 * acknowledgement, on the disk before the next message is written.
 */
export function openLedger(path: string): {
  record(entry: Acknowledged): Promise<void>
  close(): Acknowledged[]
} {
  const file = openSync(path, 'a')
  let waiting: { line: string; done: () => void }[] = []

  function flush(): void {
    const batch = waiting
    waiting = []
    writeSync(file, batch.map(({ line }) => line).join(''))
    fsyncSync(file)
    for (const { done } of batch) done()
  }

  return {
    record: (entry) =>
      new Promise((resolve) => {
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ line: `${JSON.stringify(entry)}\n`, done: resolve })
      }),
    close() {
      closeSync(file)
      const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
      return lines.map((line) => JSON.parse(line) as Acknowledged)
    },
  }
}
