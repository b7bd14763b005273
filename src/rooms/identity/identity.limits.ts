import { NorthlineError, rateLimit, type RateLimit } from '../../kernel/index.ts'
import { identityErrors } from './identity.errors.ts'

export type IdentityLimits = {
  /** One question that tells nothing (options, salt, invitation). Throws `too_many_tries`. */
  ask: (clientKey: string) => void
  /** Before a passphrase is tried; `succeeded` gives the try back. Throws `too_many_tries`. */
  tryPassphrase: (handle: string, clientKey: string) => { succeeded: () => void }
  /** The same for a passkey, which nobody guesses: bounds the work, not the guesses. */
  tryPasskey: (clientKey: string) => { succeeded: () => void }
}

/** The wider of a caller's prefixes (IPv4 /24, IPv6 /48): whoever rotates through a whole /48 has one bucket. */
function wider(clientKey: string): string {
  const [narrow = '', wide = narrow] = clientKey.split('.')
  return wide
}

/** Most networks remembered from which somebody signed in. */
const mostProven = 10_000

/**
 * Generated passphrases (77 bits) are out of reach of guessing at any of these
 * rates. The limits bound the work that strangers can ask for, from one network
 * prefix and from all of them together. Whoever fills a bucket that others share
 * must not keep an account's owner out: from where somebody signed in before, only
 * their own buckets count. In memory, of this process, as keyed hashes of prefixes.
 */
export function identityLimits(now?: () => number): IdentityLimits {
  const clock = now ? { now } : {}
  const asks = rateLimit({ burst: 240, perMinute: 240, ...clock })
  const pair = rateLimit({ burst: 6, perMinute: 3, ...clock })
  const account = rateLimit({ burst: 60, perMinute: 20, ...clock })
  const client = rateLimit({ burst: 40, perMinute: 20, ...clock })
  const neighbourhood = rateLimit({ burst: 160, perMinute: 80, ...clock })
  // Apart, so that guessed passphrases leave passkeys alone.
  const everyPassphrase = rateLimit({ burst: 600, perMinute: 600, ...clock })
  const everyPasskey = rateLimit({ burst: 600, perMinute: 600, ...clock })
  const proven = new Set<string>()

  function remember(key: string): void {
    proven.delete(key)
    proven.add(key)
    const [oldest] = proven
    if (proven.size > mostProven && oldest !== undefined) proven.delete(oldest)
  }

  function attempt(
    key: string,
    own: readonly (readonly [RateLimit, string])[],
    shared: readonly (readonly [RateLimit, string])[],
  ): { succeeded: () => void } {
    const taken: (() => void)[] = []
    for (const [limit, of] of proven.has(key) ? own : [...own, ...shared]) {
      if (!limit.take(of)) throw new NorthlineError(identityErrors.too_many_tries)
      taken.push(() => limit.giveBack(of))
    }
    return {
      succeeded: () => {
        taken.forEach((giveBack) => giveBack())
        remember(key)
      },
    }
  }

  return {
    ask: (clientKey) => {
      if (!asks.take(clientKey)) throw new NorthlineError(identityErrors.too_many_tries)
    },
    tryPassphrase: (handle, clientKey) => {
      const both = `${clientKey} ${handle}`
      return attempt(
        both,
        [
          [pair, both],
          [client, clientKey],
        ],
        [
          [neighbourhood, wider(clientKey)],
          [account, handle],
          [everyPassphrase, ''],
        ],
      )
    },
    tryPasskey: (clientKey) =>
      attempt(
        clientKey,
        [[client, clientKey]],
        [
          [neighbourhood, wider(clientKey)],
          [everyPasskey, ''],
        ],
      ),
  }
}
