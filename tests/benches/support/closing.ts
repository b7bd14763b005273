/** What must be stopped at the end, last opened first; also when the bench itself is told to stop. */
export type Closing = { add(close: () => Promise<void>): void; all(): Promise<void> }

export function createClosing(): Closing {
  const closes: (() => Promise<void>)[] = []
  const all = async () => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    for (let close = closes.pop(); close; close = closes.pop()) await close()
  }
  const stop = () => {
    void all().finally(() => process.exit(1))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return { add: (close) => void closes.push(close), all }
}
