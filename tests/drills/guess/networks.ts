/** Addresses that somebody with such means can come from, one after the other. Documentation ranges and 10/8 only. */
export const means = {
  'one address': () => '192.0.2.7',
  'one /64, rotating': (n: number) => `2001:db8:1:2::${hex(n)}`,
  'one /48, rotating': (n: number) => `2001:db8:1:${hex(n)}::1`,
  'one /32, rotating': (n: number) => `2001:db8:${hex(n)}:1::1`,
  'one IPv4 /24': (n: number) => `198.51.100.${n % 254}`,
  everywhere: (n: number) => `${11 + (n % 80)}.${Math.floor(n / 80) % 250}.${n % 251}.9`,
} as const
export type Means = keyof typeof means

/** How many times one network's limit each of them may have; `everywhere` has the limit of all. */
export const multiples: Record<Means, number> = {
  'one address': 1,
  'one /64, rotating': 1,
  'one /48, rotating': 4,
  'one /32, rotating': 16,
  'one IPv4 /24': 4,
  everywhere: 500,
}

function hex(n: number): string {
  return (n + 16).toString(16)
}
