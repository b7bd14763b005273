import { createHmac, randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'

const processKey = randomBytes(32)

/**
 * Keyed hashes of the caller's network prefixes, narrow to wide and joined by
 * dots, for rate limits only. The key dies with the process, so that none of
 * them means anything later. One address has always the same.
 */
export function clientKey(address: string | undefined): string {
  return prefixesOf(address ?? '')
    .map(hash)
    .join('.')
}

function hash(prefix: string): string {
  return createHmac('sha256', processKey).update(prefix).digest('base64url').slice(0, 22)
}

/**
 * IPv4 whole, /24 and /16 (also inside IPv6); IPv6 /64, which is the least that
 * a customer holds, /48, which many hold, and /32, which is a provider.
 */
export function prefixesOf(address: string): string[] {
  const bare = address.replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  const four = (mapped ?? bare).split('.')
  if (four.length === 4) return [four, four.slice(0, 3), four.slice(0, 2)].map((parts) => parts.join('.'))
  if (!isIPv6(bare)) return [bare]
  const groups = groupsOf(bare)
  return [4, 3, 2].map((length) => groups.slice(0, length).join(':'))
}

function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const front = head ? head.split(':') : []
  const back = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0')
  return [...front, ...zeros, ...back].map((group) => Number.parseInt(group, 16).toString(16))
}
