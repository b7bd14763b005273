import type { ConversationDeps } from './conversations.deps.ts'

export type TeamOf = {
  /** The team that a conversation in this language goes to now; undefined while none has a key. */
  of(language: string): Promise<string | undefined>
}

const freshFor = 5_000
/** Shipped locales are far fewer. */
const mostKept = 100

/** Asks for each language at most every five seconds: a public page that shows it hardly reaches the database. */
export function createTeamOf({ database, line }: Pick<ConversationDeps, 'database' | 'line'>): TeamOf {
  const kept = new Map<string, { team: Promise<string | undefined>; at: number }>()
  return {
    of(language) {
      const known = kept.get(language)
      if (known && Date.now() - known.at < freshFor) return known.team
      const team = database
        .as({ kind: 'public' }, (tx) => line.currentLine(tx, { language }))
        .then((found) => found?.teamId)
      // A failure is not kept.
      team.catch(() => kept.delete(language))
      if (kept.size >= mostKept) kept.clear()
      kept.set(language, { team, at: Date.now() })
      return team
    },
  }
}
