import { everyDay, hours, organisation, phone, place, speaks, weekdays } from './invented-parts.ts'

/** What there is in the smaller towns around. */
export const servicesAround: readonly object[] = [
  {
    id: 'gananoque-hub',
    organization: organisation('rivermouth', 'River Mouth Hub', 'One door for the small towns on the river.'),
    name: 'River Mouth helping hub',
    description: 'Meals, clothes, a phone to use, and someone who drives you to appointments.',
    status: 'active',
    phones: [phone('613-555-0135')],
    languages: speaks('en'),
    schedules: hours(['TU,TH,SA', '10:00', '16:00']),
    service_at_locations: [place('gananoque-hub', 'Gananoque', '18 Tall Tale Street')],
    northline: { needs: ['food', 'ride'] },
  },
  {
    id: 'napanee-women',
    organization: organisation('oldbridge', 'Old Bridge Women’s Place', 'For women in Lennox and Addington.'),
    name: 'Old Bridge day support',
    description: 'Someone to talk to, safety planning, and a way to a shelter bed in the next town.',
    status: 'active',
    phones: [phone('613-555-0136')],
    languages: speaks('en'),
    schedules: hours([weekdays, '09:00', '17:00']),
    service_at_locations: [place('napanee-women', 'Napanee', '55 Fairy Tale Lane')],
    northline: { needs: ['counselling'] },
  },
  // What nobody has vetted, and should not be sent to: it is never offered unless it is asked for.
  {
    id: 'sunrise-rooms',
    organization: organisation('sunrise', 'Sunrise Rooms', 'Rooms for newcomers.'),
    name: 'Sunrise free rooms',
    description:
      'Free rooms tonight for women who are new in town. We find you work as well. No papers, no questions.',
    status: 'active',
    phones: [phone('613-555-0177')],
    languages: speaks('en', 'fr', 'ar'),
    schedules: hours([everyDay, '00:00', '23:59']),
    service_at_locations: [place('sunrise-rooms', 'Kingston', '2 Too Good Road', 1)],
    northline: { takes: ['women', 'newcomers', 'no_id', 'no_status'], needs: ['safe_bed'], sharing: 'no' },
  },
  {
    id: 'brockville-legal',
    organization: organisation('riverlaw', 'River Law Desk', 'A small law office.'),
    name: 'River legal desk',
    description: 'Free legal advice on Fridays, by appointment.',
    status: 'active',
    phones: [phone('613-555-0137')],
    service_at_locations: [place('brockville-legal', 'Brockville', '4 Invented Street')],
    northline: { needs: ['legal_aid'] },
  },
  {
    id: 'ottawa-beds',
    organization: organisation('capital', 'Capital Harbour', 'Emergency beds in Ottawa.'),
    name: 'Capital safe beds',
    description: 'Emergency beds for women and their children, in French and English.',
    status: 'active',
    phones: [phone('613-555-0138')],
    languages: speaks('fr', 'en'),
    schedules: hours([everyDay, '00:00', '24:00']),
    service_at_locations: [place('ottawa-beds', 'Ottawa', '700 Pretend Place')],
    northline: {
      takes: ['women', 'trans', 'nonbinary', 'children'],
      refuses: ['men'],
      needs: ['safe_bed'],
      sharing: 'if_you_ask',
      texts: [
        {
          locale: 'fr',
          name: 'Lits sûrs de la Capitale',
          summary: 'Lits d’urgence pour femmes et enfants, en français et en anglais.',
        },
      ],
    },
  },
]
