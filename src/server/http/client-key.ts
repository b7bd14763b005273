import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'

const processKey = createSecretKey(randomBytes(32))

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
 * IPv4 whole, /24 and /16; IPv6 /64, which is the least that a customer holds, /48, which many hold, and /32,
 * which is a provider. An IPv4 address that is spelled as IPv6 (mapped, or behind NAT64 or 6to4, where it owns
 * 2^16 networks) is that IPv4 address. A port, which changes with each connection and which some proxies write,
 * does not count.
 */
export function prefixesOf(address: string): string[] {
  const bare = address.trim().replace(/%[^\]]*/, '')
  const inner = /^\[(.*)\](?::\d+)?$/.exec(bare)?.[1] ?? bare.replace(/^([\d.]+):\d+$/, '$1')
  const four = isIPv4(inner) ? inner.split('.') : fourIn(inner)
  if (four) return [4, 3, 2].map((length) => four.slice(0, length).join('.'))
  if (!isIPv6(inner)) return [inner.toLowerCase()]
  const groups = groupsOf(inner).map((group) => group.toString(16))
  return [4, 3, 2].map((length) => groups.slice(0, length).join(':'))
}

/** The IPv4 address that an IPv6 address stands for, if it does (RFC 4291, 6052, 3056). */
function fourIn(address: string): string[] | undefined {
  if (!isIPv6(address)) return undefined
  const groups = groupsOf(address)
  const front = groups.slice(0, 6).join(':')
  if (front === '0:0:0:0:0:65535' || front === `${0x64}:${0xff9b}:0:0:0:0`) return bytesOf(groups.slice(6))
  return groups[0] === 0x2002 ? bytesOf(groups.slice(1, 3)) : undefined
}

/** The eight groups of an IPv6 address in any spelling (RFC 4291, section 2.2). */
function groupsOf(address: string): number[] {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number)
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  })
  const [head = '', tail] = plain.split('::')
  const numbers = (part: string) => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : [])
  const [front, back] = [numbers(head), numbers(tail ?? '')]
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back]
}

function bytesOf(groups: readonly number[]): string[] {
  return groups.flatMap((group) => [String(group >> 8), String(group & 255)])
}
