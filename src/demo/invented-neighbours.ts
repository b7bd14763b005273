import { loadObjects, type DirectoryDeps, type ImportReport } from '../rooms/directory/index.ts'
import { dayAndNight, organisation, phone, place, speaks } from './invented-parts.ts'

/** A second invented source: a neighbour's list, which nobody vetted and which has two services that are in the first one too. */
export const neighbouringSource = 'neighbours (invented)'

const services: readonly object[] = [
  {
    id: 'youth-beds',
    organization: organisation('northgate', 'Northgate Rooms', 'Rooms.'),
    name: 'Northgate youth beds',
    description: 'Beds for young people aged 16 to 24.',
    status: 'active',
    phones: [phone('1-613-555-0103')],
    languages: speaks('en', 'fr'),
    schedules: dayAndNight,
    service_at_locations: [place('youth-beds', 'Kingston', '88 Make-Believe Rd.', 1.2)],
    northline: { needs: ['safe_bed'] },
  },
  {
    id: 'law-desk',
    organization: organisation('river', 'River Law Desk', 'Advice.'),
    name: 'River legal help desk',
    description: 'A lawyer answers questions by telephone.',
    status: 'active',
    phones: [phone('613-555-0137')],
    northline: { needs: ['legal_aid'] },
  },
]

/** Loads them; a second time changes nothing. */
export function loadNeighbours(deps: DirectoryDeps): Promise<ImportReport> {
  return loadObjects(deps, neighbouringSource, services)
}
