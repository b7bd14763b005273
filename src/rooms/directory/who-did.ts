/** Somebody, with their name where the reader may see it. */
export function named(
  memberId: string,
  names: ReadonlyMap<string, string>,
): { memberId: string; name?: string } {
  const name = names.get(memberId)
  return { memberId, ...(name === undefined ? {} : { name }) }
}

/** The same, and when they did something. */
export function whoDid(memberId: string, names: ReadonlyMap<string, string>, at: Date) {
  return { ...named(memberId, names), at: at.toISOString() }
}
