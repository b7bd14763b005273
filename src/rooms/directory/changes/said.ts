import type { EntryField } from '../../../contracts/directory-changes.ts'
import type { Rule } from '../hours/rules.ts'
import type { Published, PublishedPhone } from '../publish/published.ts'
import { phonesOf } from '../search/present.ts'

/** What an entry says, field by field, in one shape whoever said it. */
export type Said = {
  hours: { rules: Rule[]; gap: boolean; text?: string }
  phones: PublishedPhone[]
  name: string
  for_whom: string
  address: string
}
export type SaidOf<Field extends EntryField = EntryField> = Said[Field]

/** Several places can't be told apart in one form, and a confidential one is named in none. */
export type Fixed = 'several_places' | 'confidential'

export function fixedOf(field: EntryField, { places }: Pick<Published, 'places'>): Fixed | undefined {
  if (field === 'name' || field === 'for_whom') return undefined
  if (places.length > 1) return 'several_places'
  if (field !== 'address') return undefined
  return places[0]?.confidential ? 'confidential' : places[0]?.locationId ? undefined : 'several_places'
}

/** What is published of a service, as its keeper knows it. */
export function saidIn({ listing, rest, places }: Published): Said {
  const [first] = places
  return {
    hours: {
      rules: first?.rules ?? [],
      gap: first?.gap ?? true,
      ...(first?.hoursText ? { text: first.hoursText } : {}),
    },
    phones: phonesOf(listing, { phones: places.length > 1 ? [] : (first?.phones ?? []) }),
    name: listing.words.name ?? '',
    for_whom: rest.words.forWhom ?? '',
    address: first?.address ?? '',
  }
}
