import { entryFields } from '../../../contracts/directory-changes.ts'
import type { Tx } from '../../../database/index.ts'
import type { DirectorySettings } from '../directory.config.ts'
import { townMiddles } from '../places/places.repository.ts'
import { stem } from '../words/fold.ts'
import { effective } from '../vetting/effective.ts'
import { roomsOf } from '../upkeep/upkeep.repository.ts'
import { standingsOf } from '../vetting/standings.repository.ts'
import { changesInForce } from '../changes/changes.repository.ts'
import { rawWithChanges, withChanges, withGivenSecrets, type InForce } from '../changes/overlay.ts'
import { saidIn, type Said } from '../changes/said.ts'
import { dayAt } from '../hours/rules.ts'
import { readBase } from './base.repository.ts'
import { composeHsds, withoutSecrets } from '../open-data/compose-hsds.ts'
import { hiddenOf } from '../duplicates/behind.ts'
import { matchKeysOf } from '../duplicates/evidence.ts'
import { insertMatchKeys } from '../duplicates/duplicates.repository.ts'
import { readRaw } from '../open-data/raw.repository.ts'
import { termsFor } from '../open-data/terms.ts'
import { compose, scrubOf } from './compose.ts'
import { entriesOf, indexWords } from './entry.ts'
import {
  insertOpenPlaces,
  insertOpenTerms,
  insertPublished,
  numberZones,
  unpublish,
  type ToPublish,
} from './publish.repository.ts'

const servicesAtOnce = 500

/**
 * Publishes services as they now stand: what is active, not stopped and behind no other is composed anew, the rest
 * is taken out. Only as `system`, which alone may read what must be withheld. `onBatch`: told how many are done.
 */
export async function publish(
  tx: Tx,
  settings: Pick<DirectorySettings, 'zone' | 'language'>,
  ids: readonly string[],
  now: Date,
  onBatch: (done: number) => void = () => {},
): Promise<void> {
  const guesses = { ...settings, today: dayAt(now) }
  for (let from = 0; from < ids.length; from += servicesAtOnce) {
    const batch = ids.slice(from, from + servicesAtOnce)
    await unpublish(tx, batch)
    const vettingOf = effective(await standingsOf(tx, batch))
    const rooms = await roomsOf(tx, batch)
    const raw = await readRaw(tx, batch)
    const changes = await changesInForce(tx, batch)
    const behind = await hiddenOf(tx, batch)
    const active = (await readBase(tx, batch)).filter(
      ({ id, status }) => status === 'active' && vettingOf(id) !== 'stopped' && !behind.has(id),
    )
    const hidden = active.flatMap(({ places }) => places.filter((place) => place.confidential))
    const middles = await townMiddles(tx, [...new Set(hidden.map(({ townKey }) => townKey ?? ''))])
    const made = active.map((read): Omit<ToPublish, 'terms'> => {
      const changed = changes.get(read.id)
      const source = withGivenSecrets(read, changed)
      const base = withChanges(source, changed)
      const published = compose(base, guesses)
      const entries = entriesOf(published, base.places, ({ townKey, province }) =>
        middles.get(`${townKey}, ${province ?? ''}`),
      )
      const vetting = vettingOf(base.id)
      return {
        id: base.id,
        published,
        vetting: vetting === 'stopped' ? undefined : vetting,
        hsds: withoutSecrets(
          composeHsds(base, rawWithChanges(raw, source, changed), published),
          scrubOf(base),
        ),
        room: rooms.get(base.id),
        sourceSays: changed && pick(saidIn(compose(source, guesses)), changed),
        keeper: base.keeper,
        entries,
        words: spelled(indexWords(published).all),
      }
    })
    const zones = await numberZones(tx, [
      ...new Set(made.flatMap(({ entries }) => entries.map(({ zone }) => zone))),
    ])
    const { terms, of } = await termsFor(
      tx,
      made.map(({ hsds }) => hsds),
    )
    await insertPublished(
      tx,
      made.map((service) => ({ ...service, terms: of(service.hsds) })),
      zones,
    )
    await insertMatchKeys(
      tx,
      made.map(({ id, published }) => ({
        id,
        keys: matchKeysOf({ serviceId: id, source: '', ...published }),
      })),
    )
    await insertOpenPlaces(tx, made)
    await insertOpenTerms(tx, terms)
    onBatch(from + batch.length)
  }
}

/** Of the fields that a change stands before, what the source says. */
function pick(said: Said, { values }: InForce): Partial<Said> {
  return Object.fromEntries(entryFields.flatMap((field) => (field in values ? [[field, said[field]]] : [])))
}

// As they are searched for. Numbers and two-letter words are never mended.
function spelled(words: ReadonlySet<string>): Set<string> {
  return new Set([...words].filter((word) => word.length > 2 && !/\d/.test(word)).map(stem))
}
