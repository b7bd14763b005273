import type { StandardRecord } from './record.ts'
import { crimes } from './version-1-crimes.ts'
import { people } from './version-1-people.ts'

/** The standard record as it stands. A change of meaning makes a new version; an old one is never changed. */
export const standardRecord: StandardRecord = { version: '1.0-draft', variables: [...people, ...crimes] }
