/**
 * A sentence for the operator's screen (and so for a service manager's log), without what an address
 * like postgres://name:password@host carries between its colon and its last @.
 */
export function withoutPasswords(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  let shown = text.replace(/(\w+:\/\/[^\s:/@]*):[^\s/]*@/g, '$1:…@')
  for (const name of ['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'PGPASSWORD']) {
    for (const secret of secretsIn(environment[name])) shown = shown.replaceAll(secret, '…')
  }
  return shown
}

/** The value itself, and the password in it, as it stands there and as it is meant. */
function secretsIn(value: string | undefined): string[] {
  if (!value) return []
  const password = /^\w+:\/\/[^\s:/@]*:(.*)@/.exec(value)?.[1] ?? ''
  return [value, password, decoded(password)].filter((secret) => secret.length > 3)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
