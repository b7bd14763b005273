import { useCallback, useRef, useState } from 'react'
import { sentenceFor } from '../app/api.ts'

/** One thing a person does: whether it is under way, and the sentence when it did not work. */
export type Action<Input extends unknown[]> = {
  run: (...input: Input) => Promise<boolean>
  busy: boolean
  problem: string | undefined
  clear: () => void
}

/** Wraps an asynchronous verb; a second press while it runs does nothing. `say` may word other failures. */
export function useAction<Input extends unknown[]>(
  verb: (...input: Input) => Promise<unknown>,
  say: (error: unknown) => string = sentenceFor,
): Action<Input> {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const running = useRef(false)
  const latest = useRef({ verb, say })
  latest.current = { verb, say }
  const run = useCallback(async (...input: Input) => {
    if (running.current) return false
    running.current = true
    setBusy(true)
    setProblem(undefined)
    try {
      await latest.current.verb(...input)
      return true
    } catch (error) {
      setProblem(latest.current.say(error))
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }, [])
  return { run, busy, problem, clear: useCallback(() => setProblem(undefined), []) }
}
