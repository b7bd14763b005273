import { NorthlineError, rateLimit } from '../../kernel/index.ts'
import { identityErrors } from './identity.errors.ts'

export type IdentityLimits = {
  /** One question that tells nothing (options, salt, invitation). Throws `too_many_tries`. */
  ask: (clientKey: string) => void
  /** Before a passphrase is tried; `succeeded` gives the try back. Throws `too_many_tries`. */
  tryPassphrase: (handle: string, clientKey: string) => { succeeded: () => void }
  /** The same for a passkey, which nobody guesses: bounds the work, not the guesses. */
  tryPasskey: (clientKey: string) => { succeeded: () => void }
}

/**
 * Generated passphrases (77 bits) are out of reach of guessing at any of these
 * rates. The limits bound the work that strangers can ask for; the one per
 * account is wide, because whoever fills it keeps that account's owner out.
 */
export function identityLimits(now?: () => number): IdentityLimits {
  const clock = now ? { now } : {}
  const asks = rateLimit({ burst: 240, perMinute: 240, ...clock })
  const pair = rateLimit({ burst: 6, perMinute: 3, ...clock })
  const account = rateLimit({ burst: 60, perMinute: 20, ...clock })
  const client = rateLimit({ burst: 40, perMinute: 20, ...clock })
  const everyone = rateLimit({ burst: 600, perMinute: 600, ...clock })

  function attempt(tries: readonly (readonly [ReturnType<typeof rateLimit>, string])[]): {
    succeeded: () => void
  } {
    const taken: (() => void)[] = []
    for (const [limit, key] of tries) {
      if (!limit.take(key)) throw new NorthlineError(identityErrors.too_many_tries)
      taken.push(() => limit.giveBack(key))
    }
    return { succeeded: () => taken.forEach((giveBack) => giveBack()) }
  }

  return {
    ask: (clientKey) => {
      attempt([[asks, clientKey]])
    },
    tryPassphrase: (handle, clientKey) =>
      attempt([
        [pair, `${clientKey} ${handle}`],
        [client, clientKey],
        [account, handle],
        [everyone, ''],
      ]),
    tryPasskey: (clientKey) =>
      attempt([
        [client, clientKey],
        [everyone, ''],
      ]),
  }
}
