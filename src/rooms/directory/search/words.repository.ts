import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { Gazetteered } from '../places/places.repository.ts'
import { isTypoOf } from '../words/typos.ts'

type Named = { place: Gazetteered | null; word: string | null; services: number | null; all: number }

/**
 * The places that are called so, the ones with most services first; which of the words are known, with how many services
 * have each; and about how many services there are. One statement.
 */
export async function findNamed(
  tx: Tx,
  keys: readonly string[],
  words: readonly string[],
): Promise<{ places: Gazetteered[]; words: Map<string, number>; services: number }> {
  const { rows } = await sql<Named>`
    with total as (
      select greatest(reltuples, 1)::integer as n from pg_class where oid = 'directory.published'::regclass
    )
    select to_jsonb(town) as place, null as word, null::integer as services, n as all from total, (
      select kind, key, province, name, latitude, longitude, services from directory.gazetteer
      where key = any (${keys}::text[]) order by services desc, province
    ) town
    union all select null, word, services, n from total, directory.vocabulary where word = any (${words}::text[])
    union all select null, null, null, n from total`.execute(tx)
  return {
    places: rows.flatMap(({ place }) => place ?? []),
    words: new Map(
      rows.flatMap(({ word, services }) => (word === null ? [] : [[word, services ?? 0] as const])),
    ),
    services: rows.at(-1)?.all ?? 1,
  }
}

type Alike = { typed: string; place: Gazetteered | null; word: string | null }

/** Towns and words that are spelled like these, with as few typos as are forgiven; the likest first. */
export async function findAlike(
  tx: Tx,
  typed: readonly string[],
): Promise<{ places: (Gazetteered & { typed: string })[]; words: Map<string, string[]> }> {
  const { rows } = await sql<Alike>`
    select given.typed, near.place, near.word from unnest(${typed}::text[]) as given (typed), lateral (
      (select to_jsonb(town) as place, null as word, similarity(key, given.typed) as alike
        from directory.gazetteer town where kind = 'town' and key % given.typed
        order by alike desc, services desc limit 5)
      union all
      (select null, word, similarity(word, given.typed) from directory.vocabulary where word % given.typed
        order by 3 desc limit 12)
    ) near order by near.alike desc`.execute(tx)
  const words = new Map<string, string[]>()
  for (const { typed: as, word } of rows)
    if (word && isTypoOf(as, word)) words.set(as, [...(words.get(as) ?? []), word].slice(0, 6))
  const places = rows.flatMap(({ typed: as, place }) =>
    place && isTypoOf(as, place.key) ? [{ ...place, typed: as }] : [],
  )
  return { places, words }
}
