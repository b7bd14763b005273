import { createHmac, randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'

const processKey = randomBytes(32)

/**
 * A keyed hash of the caller's network prefix (IPv4 whole, IPv6 /64), for rate
 * limits only. The key dies with the process, so the hash means nothing later.
 */
export function clientKey(address: string | undefined): string {
  return createHmac('sha256', processKey)
    .update(prefixOf(address ?? ''))
    .digest('base64url')
    .slice(0, 22)
}

/** IPv4 as it is (also inside IPv6); of IPv6 the first four groups, since a customer holds at least a /64. */
export function prefixOf(address: string): string {
  const bare = address.replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  if (mapped?.[1]) return mapped[1]
  if (!isIPv6(bare)) return bare
  const [head = '', tail] = bare.split('::')
  const front = head ? head.split(':') : []
  const back = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0')
  return [...front, ...zeros, ...back]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
