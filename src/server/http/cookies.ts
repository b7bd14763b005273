/** A cookie of a Cookie header. Two of one name are none: one of them was put there by somebody else. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  const prefix = `${name}=`
  const found = (header ?? '').split(/; */).filter((pair) => pair.startsWith(prefix))
  return found.length === 1 ? found[0]?.slice(prefix.length) : undefined
}
