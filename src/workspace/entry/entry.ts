import type {
  AddressValue,
  Entry,
  EntryField,
  EntryPart,
  HoursValue,
  PhoneValue,
} from '../../contracts/directory.ts'
import { changeEntry } from '../../contracts/directory.ts'
import { ask } from '../app/api.ts'
import { queries } from '../app/queries.ts'

/** Everything about entries and their changes begins with this key. */
export const entryKey = 'entry'

/** After anything was done: what is asked of an entry, and what searches find, has changed. */
export async function entryChanged(): Promise<void> {
  await Promise.all(
    [entryKey, 'services', 'own-services'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
  )
}

/** What a form of each field holds while it is typed in. */
export type Typed = {
  hours: HoursValue
  phones: PhoneValue[]
  name: string
  for_whom: string
  address: AddressValue
}

const nothing: Typed = {
  hours: { kind: 'week', week: [], closed: [], note: '' },
  phones: [],
  name: '',
  for_whom: '',
  address: { line: '', town: '', province: '', postalCode: '' },
}

/** What a form begins with. */
export function begun<Field extends EntryField>({
  field,
  value,
}: EntryPart & { field: Field }): Typed[Field] {
  return (value ?? nothing[field]) as Typed[Field]
}

/** Sends a field as it is now on the page; `null`: as the source says. */
export async function sendChange(
  { serviceId }: Entry,
  { field, last }: EntryPart,
  value: Typed[EntryField] | null,
  why: string,
): Promise<'in_force' | 'waiting'> {
  const change = { field, value: value === null ? null : tidy(field, value) } as Parameters<
    typeof ask<typeof changeEntry>
  >[1]['change']
  try {
    return (await ask(changeEntry, { serviceId, change, why, last })).state
  } finally {
    // Also where it was refused: somebody else may have changed it, and what stands there now must be in sight.
    await entryChanged()
  }
}

/** Rows in which nothing was typed are no rows. */
function tidy(field: EntryField, value: Typed[EntryField]): Typed[EntryField] {
  if (field === 'hours') {
    const { kind, week, closed, note } = value as HoursValue
    return {
      kind,
      week: kind === 'week' ? week.filter(({ opens, closes }) => opens || closes) : [],
      closed: kind === 'ask' ? [] : closed.filter(({ from, to }) => from || to),
      note: kind === 'ask' ? note : '',
    }
  }
  if (field === 'phones') return (value as PhoneValue[]).filter(({ number }) => number.trim() !== '')
  return value
}

/** Whether a time or a day is missing beside one that was typed: nothing can be said before it is there. */
export function isHalf(field: EntryField, value: Typed[EntryField]): boolean {
  if (field !== 'hours') return false
  const { week, closed } = tidy(field, value) as HoursValue
  return week.some(({ opens, closes }) => !opens || !closes) || closed.some(({ from, to }) => !from || !to)
}
