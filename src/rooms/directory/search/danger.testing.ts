import type { Mode, Trait } from '../whom/traits.ts'
import { placedAt } from './search.testing.ts'

/*
 * An invented town, its neighbours and what there is for people in danger, with the traps that a real register has; and
 * sixty people who look for something there. What a service is stands here as facts, so that a test can judge an answer by
 * them and not by what the search made of them.
 */

export type Fact = {
  id: string
  name: string
  says: string
  needs: string[]
  town?: Town
  serves?: string[]
  /** In hours of the local day; past 24 is past midnight. */
  open: 'always' | 'unknown' | { days?: string; from: number; to: number }
  ages?: [from: number, to: number]
  takes?: Trait[]
  refuses?: Trait[]
  only?: Trait[]
  modes?: Mode[]
  shares: 'no' | 'if_you_ask' | 'yes' | 'unknown'
  languages?: string[]
  fr?: string
}
export type Town = keyof typeof towns

export const towns = { Mapleford: [44.5, -78], Oakhaven: [45.2, -78], Birchport: [46.9, -79.5] } as const

const everyone: Trait[] = ['women', 'men', 'trans', 'nonbinary']
const office = { days: 'MO,TU,WE,TH,FR', from: 9, to: 17 }

export const facts: readonly Fact[] = [
  { id: 'lantern', name: 'Lantern House', says: 'Safe beds for women.', needs: ['safe_bed'], town: 'Mapleford', open: 'always', ages: [16, 120], takes: ['women', 'trans', 'children'], refuses: ['men', 'pets'], shares: 'no', languages: ['en', 'fr'], fr: 'Maison Lanterne' },
  { id: 'harbour', name: 'Harbour Hostel', says: 'Beds for men.', needs: ['safe_bed'], town: 'Mapleford', open: 'always', ages: [18, 120], takes: ['men', 'using', 'no_id'], refuses: ['women', 'children'], shares: 'unknown', languages: ['en'] },
  { id: 'loft', name: 'Youth Loft', says: 'Beds for young people.', needs: ['safe_bed'], town: 'Mapleford', open: 'always', ages: [16, 24], takes: [...everyone, 'no_id'], refuses: ['children'], shares: 'yes', languages: ['en', 'fr'] },
  { id: 'small-house', name: 'Under Eighteen House', says: 'A house for children and teenagers who are alone.', needs: ['safe_bed'], town: 'Mapleford', open: 'always', ages: [10, 17], takes: [...everyone, 'no_id', 'no_status'], shares: 'if_you_ask', languages: ['en', 'fr'] },
  { id: 'winter-hall', name: 'Winter Hall', says: 'Beds for the night, whoever you are.', needs: ['safe_bed'], town: 'Mapleford', open: { from: 20, to: 32 }, ages: [18, 120], takes: [...everyone, 'pets', 'using', 'no_id', 'no_status'], refuses: ['children'], shares: 'no', languages: ['en'] },
  { id: 'day-beds', name: 'Rest Room', says: 'Safe beds to rest by day.', needs: ['safe_bed'], town: 'Mapleford', open: office, ages: [18, 120], takes: everyone, shares: 'no', languages: ['en', 'fr'] },
  { id: 'clear-water', name: 'Clear Water House', says: 'A quiet house without alcohol.', needs: ['safe_bed'], town: 'Mapleford', open: 'always', ages: [18, 120], takes: [...everyone, 'children'], refuses: ['using', 'pets', 'no_id'], shares: 'if_you_ask', languages: ['en', 'fr'] },
  { id: 'gate', name: 'Gate Hostel', says: 'Beds near the station.', needs: ['safe_bed'], town: 'Mapleford', open: 'always', ages: [18, 120], takes: [...everyone, 'no_status', 'children', 'pets'], shares: 'yes', languages: ['en', 'es'] },
  { id: 'oak-women', name: 'Oak Shelter', says: 'A shelter for women and their pets.', needs: ['safe_bed'], town: 'Oakhaven', open: 'always', ages: [16, 120], takes: ['women', 'children', 'pets'], refuses: ['men'], shares: 'no', languages: ['en'] },
  { id: 'family-inn', name: 'Family Inn', says: 'Rooms for families.', needs: ['safe_bed'], town: 'Oakhaven', open: 'always', ages: [18, 120], takes: ['women', 'men', 'trans', 'nonbinary', 'children'], shares: 'no', languages: ['en', 'fr'] },
  { id: 'birch', name: 'Birch Beds', says: 'Beds in the north.', needs: ['safe_bed'], town: 'Birchport', open: 'always', ages: [16, 120], takes: [...everyone, 'children', 'pets', 'no_status', 'no_id'], shares: 'no', languages: ['en', 'oj'] },
  { id: 'willow', name: 'Willow Homes', says: 'Second-stage housing for women.', needs: ['housing'], town: 'Mapleford', open: office, takes: ['women', 'children'], refuses: ['men'], shares: 'no', languages: ['en', 'fr'] },

  { id: 'open-line', name: 'Open Line', says: 'Someone to talk to, day and night.', needs: ['crisis_line'], serves: ['Ontario'], open: 'always', takes: [...everyone, 'no_status'], modes: ['phone'], shares: 'no', languages: ['en', 'fr'], fr: 'Ligne ouverte' },
  { id: 'youth-line', name: 'Youth Line', says: 'Young people talk to young people.', needs: ['crisis_line'], serves: ['Ontario'], open: { from: 12, to: 22 }, ages: [5, 24], takes: everyone, modes: ['phone'], shares: 'no', languages: ['en', 'fr'] },
  { id: 'signing-line', name: 'Signing Line', says: 'In sign language, by video.', needs: ['crisis_line'], serves: ['Ontario'], open: 'always', takes: [...everyone, 'deaf'], only: ['deaf'], modes: ['video'], shares: 'no', languages: ['ase'] },
  { id: 'cedar-line', name: 'Cedar Line', says: 'Elders and counsellors.', needs: ['crisis_line'], serves: ['Ontario'], open: 'always', takes: [...everyone, 'indigenous'], only: ['indigenous'], modes: ['phone'], shares: 'no', languages: ['en', 'oj'] },
  { id: 'mens-line', name: 'Evening Line', says: 'Men talk to men.', needs: ['crisis_line'], serves: ['Ontario'], open: { from: 18, to: 23 }, ages: [18, 120], takes: ['men'], refuses: ['women'], modes: ['phone'], shares: 'no', languages: ['en'] },
  { id: 'trans-line', name: 'Peer Line', says: 'Trans people answer.', needs: ['crisis_line', 'peer_support'], serves: ['Ontario'], open: { from: 10, to: 22 }, takes: ['trans', 'nonbinary'], only: ['trans'], modes: ['phone'], shares: 'no', languages: ['en'] },

  { id: 'night-nurse', name: 'Night Nurse Room', says: 'Care after a sexual assault.', needs: ['assault_care'], town: 'Mapleford', open: 'always', ages: [12, 120], takes: [...everyone, 'no_police_report', 'no_status', 'no_id'], shares: 'if_you_ask', languages: ['en', 'fr'] },
  { id: 'assault-office', name: 'Morning Centre', says: 'Talks and care after sexual violence.', needs: ['assault_care', 'counselling'], town: 'Mapleford', open: office, takes: ['women'], refuses: ['men'], shares: 'no', languages: ['en'] },
  { id: 'report-centre', name: 'Report Centre', says: 'Care after an assault, with a statement to police.', needs: ['assault_care'], town: 'Mapleford', open: 'always', takes: everyone, refuses: ['no_police_report'], shares: 'yes', languages: ['en'] },
  { id: 'clinic', name: 'Street Clinic', says: 'Nurses and a doctor.', needs: ['health_care'], town: 'Mapleford', open: office, takes: [...everyone, 'no_id', 'no_status', 'using', 'no_referral'], shares: 'no', languages: ['en', 'fr'] },
  { id: 'emergency', name: 'General Emergency', says: 'The emergency room of the hospital.', needs: ['health_care'], town: 'Mapleford', open: 'always', takes: [...everyone, 'pregnant', 'no_id'], shares: 'yes', languages: ['en', 'fr'] },
  { id: 'night-clinic', name: 'Moon Clinic', says: 'A nurse at night.', needs: ['health_care'], town: 'Mapleford', open: { from: 19, to: 31 }, takes: [...everyone, 'no_id', 'no_status', 'pregnant', 'using'], shares: 'no', languages: ['en'] },
  { id: 'midwives', name: 'First Light Midwives', says: 'Midwives.', needs: ['health_care'], town: 'Mapleford', open: office, takes: ['women', 'trans', 'pregnant', 'no_status', 'no_id'], refuses: ['men'], shares: 'no', languages: ['en', 'fr'] },
  { id: 'detox', name: 'Shore Detox', says: 'Withdrawal management.', needs: ['detox'], town: 'Mapleford', open: 'always', ages: [16, 120], takes: [...everyone, 'using'], shares: 'if_you_ask', languages: ['en'] },
  { id: 'detox-men', name: 'Rock Detox', says: 'Withdrawal for men.', needs: ['detox'], town: 'Mapleford', open: 'always', ages: [19, 120], takes: ['men', 'using'], refuses: ['women'], shares: 'unknown', languages: ['en'] },

  { id: 'quay-legal', name: 'Quay Legal', says: 'Free lawyers.', needs: ['legal_aid', 'immigration'], town: 'Mapleford', open: office, takes: [...everyone, 'no_status', 'no_id', 'no_police_report'], shares: 'no', languages: ['en', 'fr', 'es'] },
  { id: 'status-desk', name: 'Status Desk', says: 'Immigration papers, with the border office.', needs: ['immigration'], town: 'Mapleford', open: office, takes: everyone, shares: 'yes', languages: ['en', 'es'] },
  { id: 'law-line', name: 'Law Line', says: 'A lawyer by phone.', needs: ['legal_aid'], serves: ['Ontario'], open: { from: 8, to: 22 }, takes: [...everyone, 'no_status'], modes: ['phone'], shares: 'no', languages: ['en', 'fr'] },
  { id: 'workers', name: 'Workers’ Table', says: 'Wages, passports, bosses.', needs: ['work_rights'], town: 'Mapleford', open: office, takes: [...everyone, 'no_status'], shares: 'no', languages: ['en', 'es', 'tl'] },
  { id: 'labour-office', name: 'Labour Office', says: 'Complaints about employers.', needs: ['work_rights'], town: 'Mapleford', open: office, refuses: ['no_status'], shares: 'yes', languages: ['en', 'fr'] },
  { id: 'papers-desk', name: 'Papers Desk', says: 'Replacement papers.', needs: ['papers'], town: 'Mapleford', open: office, takes: [...everyone, 'no_id'], shares: 'no', languages: ['en', 'fr'] },
  { id: 'fund', name: 'Leaving Fund', says: 'Money to leave, the same night.', needs: ['money'], serves: ['Ontario'], open: 'always', takes: [...everyone, 'no_status', 'children'], modes: ['phone'], shares: 'no', languages: ['en', 'fr'] },
  { id: 'fund-office', name: 'Income Office', says: 'Social assistance.', needs: ['money'], town: 'Mapleford', open: office, refuses: ['no_status', 'no_id'], shares: 'yes', languages: ['en', 'fr'] },
  { id: 'soup', name: 'Evening Soup', says: 'A hot meal.', needs: ['food'], town: 'Mapleford', open: { from: 17, to: 20 }, takes: [...everyone, 'children', 'using', 'no_id', 'no_status'], shares: 'no', languages: ['en'] },
  { id: 'breakfast', name: 'Breakfast Table', says: 'Breakfast.', needs: ['food'], town: 'Mapleford', open: { from: 7, to: 10 }, takes: [...everyone, 'children'], shares: 'no', languages: ['en'] },
  { id: 'night-ride', name: 'Night Ride', says: 'A car that fetches you.', needs: ['ride'], serves: ['Mapleford'], open: { from: 20, to: 30 }, takes: [...everyone, 'pets', 'children'], modes: ['outreach'], shares: 'no', languages: ['en', 'fr'] },
  { id: 'day-ride', name: 'Volunteer Drivers', says: 'Rides by day.', needs: ['ride'], serves: ['Mapleford'], open: office, takes: everyone, refuses: ['pets'], modes: ['outreach'], shares: 'no', languages: ['en'] },
  { id: 'pictures', name: 'Take It Down Desk', says: 'Getting intimate images off the internet.', needs: ['image_removal'], serves: ['Ontario'], open: 'always', takes: [...everyone, 'no_police_report'], modes: ['phone'], shares: 'no', languages: ['en', 'fr'] },
  { id: 'ink', name: 'New Skin Studio', says: 'Tattoo removal.', needs: ['tattoo_removal'], town: 'Mapleford', open: office, ages: [16, 120], takes: everyone, shares: 'no', languages: ['en'] },
  { id: 'minders', name: 'Bright Corner', says: 'Childcare at short notice.', needs: ['childcare'], town: 'Mapleford', open: office, takes: ['women', 'men', 'children'], shares: 'no', languages: ['en', 'fr'] },

  { id: 'animals', name: 'Mapleford Animal Shelter', says: 'A shelter for lost dogs and cats.', needs: [], town: 'Mapleford', open: 'always', shares: 'unknown' },
  { id: 'furniture', name: 'Bed Bank', says: 'Beds and sofas delivered to your home.', needs: [], town: 'Mapleford', open: office, shares: 'unknown' },
  { id: 'desk', name: 'Front Desk of the Police', says: 'Report a crime at any hour.', needs: [], town: 'Mapleford', open: 'always', shares: 'yes', languages: ['en', 'fr'] },
] // prettier-ignore

/** What somebody who is looking for victims would put into a register: open, near, free, for everybody. Nobody vetted it. */
export const lures: readonly Fact[] = [...new Set(facts.flatMap(({ needs }) => needs))].map((need) => ({
  id: `lure-${need}`,
  name: `Sunrise ${need}`,
  says: 'Free, tonight, for everybody. We fetch you. No papers, no questions.',
  needs: [need],
  town: 'Mapleford',
  open: 'always',
  takes: [...everyone, 'children', 'pets', 'no_status', 'no_id', 'using', 'pregnant', 'no_police_report'],
  shares: 'no',
  languages: ['en', 'fr', 'es'],
}))

export type Scenario = {
  /** Who it is, for whoever reads this. */
  who: string
  /** What they type, in their words. */
  says: string
  /** Local time in the autumn of 2026. */
  at: string
  /** It must be open then. */
  now?: true
  age?: number
  traits?: Trait[]
  /** It must not share with police or border services. */
  unseen?: true
  locale?: 'fr'
  /** What they chose in the fields, where they didn't type it. */
  chosen?: {
    need?: string
    place?: string
    discreet?: true
    mode?: Mode
    who?: Trait[]
    age?: number
    openNow?: true
    language?: string
  }
  /** One of these must be among the first five. */
  helps: string[]
  /** And the very first, since nobody reads on. */
  first?: true
  /** Not among the first five, for a reason that is not in the facts. */
  never?: string[]
}

const decoys = ['animals', 'furniture', 'desk']
const night = '2026-11-23T23:40'
const small = '2026-11-24T03:15'
const noon = '2026-11-24T12:10'
const evening = '2026-11-24T18:20'
const sunday = '2026-11-22T14:00'

/** Sixty people. */
export const scenarios: readonly Scenario[] = [
  { who: 'a woman, at night', says: 'safe bed tonight Mapleford woman', at: night, now: true, traits: ['women'], helps: ['lantern', 'winter-hall'] },
  { who: 'a woman with two children', says: 'shelter with my kids Mapleford tonight woman', at: night, now: true, traits: ['women', 'children'], helps: ['lantern'] },
  { who: 'a man', says: 'bed for a man tonight in Mapleford', at: night, now: true, traits: ['men'], helps: ['harbour', 'winter-hall'] },
  { who: 'a girl of 15', says: 'i am 15 need safe bed Mapleford tonight', at: night, now: true, age: 15, helps: ['small-house'] },
  { who: 'a boy of 17', says: "I'm 17, a boy, nowhere to sleep tonight, Mapleford", at: night, now: true, age: 17, traits: ['men'], helps: ['small-house', 'loft'] },
  { who: 'someone of 20', says: '20 years old shelter Mapleford tonight', at: night, now: true, age: 20, helps: ['loft', 'winter-hall', 'lantern'] },
  { who: 'a woman of 67', says: 'woman 67 years old bed tonight Mapleford', at: night, now: true, age: 67, traits: ['women'], helps: ['lantern', 'winter-hall'] },
  { who: 'a trans woman', says: 'trans woman safe bed Mapleford tonight', at: night, now: true, traits: ['trans'], helps: ['lantern', 'winter-hall'] },
  { who: 'a woman with a dog', says: 'shelter with my dog tonight Mapleford woman', at: night, now: true, traits: ['women', 'pets'], helps: ['winter-hall', 'gate'] },
  { who: 'a man with a dog', says: 'man with my dog, place to sleep tonight, Mapleford', at: night, now: true, traits: ['men', 'pets'], helps: ['winter-hall'] },
  { who: 'a woman without status', says: 'undocumented woman safe bed tonight Mapleford', at: night, now: true, traits: ['women', 'no_status'], unseen: true, helps: ['winter-hall', 'lantern'] },
  { who: 'a man without status', says: 'bed tonight Mapleford no status man', at: night, now: true, traits: ['men', 'no_status'], unseen: true, helps: ['winter-hall'] },
  { who: 'a woman who has been drinking', says: 'woman bed tonight Mapleford I am drunk', at: night, now: true, traits: ['women', 'using'], helps: ['winter-hall', 'lantern'] },
  { who: 'a man without papers on him', says: 'man bed tonight Mapleford no id', at: night, now: true, traits: ['men', 'no_id'], helps: ['winter-hall', 'harbour'] },
  { who: 'a woman who fears the police', says: 'safe bed woman Mapleford tonight', chosen: { discreet: true }, at: night, now: true, traits: ['women'], unseen: true, helps: ['lantern', 'winter-hall'] },
  { who: 'a woman who speaks French', says: 'lit sûr Mapleford ce soir femme', locale: 'fr', at: night, now: true, traits: ['women'], helps: ['lantern'] },
  { who: 'a mother, in French', says: 'femme avec mes enfants, où dormir cette nuit, Mapleford', locale: 'fr', at: night, now: true, traits: ['women', 'children'], helps: ['lantern'] },
  { who: 'a girl of 16, in French', says: "j'ai 16 ans, hébergement cette nuit Mapleford", locale: 'fr', at: night, now: true, age: 16, helps: ['lantern', 'loft', 'small-house'] },
  { who: 'a man without status, in French', says: 'homme sans statut lit ce soir Mapleford', locale: 'fr', at: night, now: true, traits: ['men', 'no_status'], unseen: true, helps: ['winter-hall'] },
  { who: 'a pregnant woman', says: 'pregnant woman, safe place tonight, Mapleford', at: night, now: true, traits: ['women', 'pregnant'], helps: ['lantern', 'winter-hall'] },
  { who: 'a father with his son', says: 'man with my son shelter tonight Mapleford', at: night, now: true, traits: ['men', 'children'], helps: ['clear-water', 'gate'] },
  { who: 'a mother in the next town', says: 'shelter with my children Oakhaven tonight woman', at: night, now: true, traits: ['women', 'children'], helps: ['oak-women', 'family-inn'] },
  { who: 'a man in the next town', says: 'man bed tonight Oakhaven', at: night, now: true, traits: ['men'], helps: ['family-inn'] },
  { who: 'a woman with a cat in the next town', says: 'woman with my cat safe bed Oakhaven tonight', at: night, now: true, traits: ['women', 'pets'], helps: ['oak-women'] },
  { who: 'somebody in the north', says: 'bed tonight Birchport', at: small, now: true, helps: ['birch'] },
  { who: 'a woman who fled at three', says: 'woman safe bed now Mapleford', at: small, now: true, traits: ['women'], helps: ['lantern', 'winter-hall'] },
  { who: 'a woman at noon', says: 'safe bed now Mapleford woman', at: noon, now: true, traits: ['women'], helps: ['lantern'] },
  { who: 'a man at noon on a Sunday', says: 'man bed now Mapleford', at: sunday, now: true, traits: ['men'], helps: ['harbour', 'clear-water'] },
  { who: 'a woman who chose it in the fields', says: '', chosen: { need: 'safe_bed', place: 'K9Z 1A1', who: ['women', 'children'], openNow: true }, at: night, now: true, traits: ['women', 'children'], helps: ['lantern'] },
  { who: 'a boy of 13 who chose it', says: '', chosen: { need: 'safe_bed', place: 'Mapleford', age: 13, openNow: true }, at: night, now: true, age: 13, helps: ['small-house'] },

  { who: 'somebody who wants to die', says: 'I want to die', at: small, helps: ['open-line'], first: true },
  { who: 'somebody who wants to die, in French', says: 'envie de mourir', locale: 'fr', at: small, helps: ['open-line'], first: true },
  { who: 'a boy of 14 at night', says: "I'm 14 and want to die", at: small, now: true, chosen: { openNow: true }, age: 14, helps: ['open-line'], never: ['mens-line'] },
  { who: 'a boy of 14 in the afternoon', says: "I'm 14 and need someone to talk to", at: noon, age: 14, helps: ['youth-line', 'open-line'], never: ['mens-line'] },
  { who: 'a Deaf woman', says: 'deaf woman, crisis line, now', at: small, now: true, traits: ['deaf', 'women'], helps: ['signing-line'] },
  { who: 'an Indigenous woman', says: 'first nations woman talk to someone now', at: small, now: true, traits: ['indigenous', 'women'], helps: ['cedar-line'] },
  { who: 'a trans person in the evening', says: 'trans, someone to talk to tonight', at: evening, now: true, traits: ['trans'], helps: ['trans-line'] },
  { who: 'a trans person at three', says: 'trans someone to talk to now', at: small, now: true, traits: ['trans'], helps: ['open-line'] },
  { who: 'a man in the evening', says: 'man, someone to talk to now', at: evening, now: true, traits: ['men'], helps: ['mens-line', 'open-line'] },
  { who: 'a woman in the evening', says: 'woman, someone to talk to now', at: evening, now: true, traits: ['women'], helps: ['open-line'] },

  { who: 'a woman after an assault', says: 'raped tonight Mapleford woman', chosen: { need: 'assault_care' }, at: small, now: true, traits: ['women'], helps: ['night-nurse'] },
  { who: 'a man after an assault', says: 'sexual assault man Mapleford now', at: small, now: true, traits: ['men'], helps: ['night-nurse'] },
  { who: 'a girl of 13 after an assault', says: "I'm 13 sexual assault Mapleford now", at: small, now: true, age: 13, helps: ['night-nurse'] },
  { who: 'a woman without status after an assault', says: 'sexual assault undocumented Mapleford now', at: small, now: true, traits: ['no_status'], unseen: true, helps: ['night-nurse'] },
  { who: 'somebody who wants no police report', says: 'sexual assault care Mapleford', chosen: { who: ['no_police_report'] }, at: noon, traits: ['no_police_report'], helps: ['night-nurse'] },
  { who: 'a woman hurt at night without status', says: 'nurse now Mapleford undocumented', at: small, now: true, traits: ['no_status'], unseen: true, helps: ['night-clinic'] },
  { who: 'a pregnant woman at noon', says: 'pregnant, doctor, Mapleford', at: noon, traits: ['pregnant'], helps: ['midwives', 'night-clinic', 'emergency'] },
  { who: 'a woman who wants to stop tonight', says: 'detox tonight Mapleford woman', at: night, now: true, traits: ['women'], helps: ['detox'] },
  { who: 'a girl of 16 who wants to stop', says: 'detox 16 years old Mapleford', at: noon, age: 16, helps: ['detox'] },

  { who: 'a worker whose passport is held', says: 'boss took my passport undocumented Mapleford', at: noon, chosen: { need: 'work_rights' }, traits: ['no_status'], unseen: true, helps: ['workers'] },
  { who: 'a worker, in Spanish', says: 'work rights Spanish Mapleford no status', at: noon, traits: ['no_status'], unseen: true, helps: ['workers'] },
  { who: 'a woman whose visa ran out', says: 'immigration help expired visa Mapleford', at: noon, traits: ['no_status'], unseen: true, helps: ['quay-legal'] },
  { who: 'a woman who asks a lawyer in the evening', says: 'lawyer now Mapleford woman', at: evening, now: true, traits: ['women'], helps: ['law-line'] },
  { who: 'a woman who leaves tonight', says: 'money to leave tonight Mapleford', at: night, now: true, helps: ['fund'] },
  { who: 'a woman without status who leaves', says: 'money to leave now undocumented Mapleford', at: noon, now: true, traits: ['no_status'], unseen: true, helps: ['fund'] },
  { who: 'somebody hungry in the evening', says: 'hungry now Mapleford with my kids', at: evening, now: true, traits: ['children'], helps: ['soup'] },
  { who: 'a woman with a dog who needs a car', says: 'ride now Mapleford with my dog', at: small, now: true, traits: ['pets'], helps: ['night-ride'] },
  { who: 'a girl whose pictures are online', says: "I'm 16, nudes, photos online", at: small, age: 16, helps: ['pictures'] },
  { who: 'a woman marked by him', says: 'tattoo removal Mapleford woman', at: noon, traits: ['women'], helps: ['ink'] },
  { who: 'a mother who needs somebody for the child', says: 'childcare Mapleford with my baby', at: noon, traits: ['children'], helps: ['minders'] },
].map((one) => ({ ...one, never: [...((one as Scenario).never ?? []), ...decoys] }) as Scenario) // prettier-ignore

/** A fact as a source would write it. */
export function asSource(fact: Fact): object {
  const { open } = fact
  const clock = (hour: number) => `${String(hour % 24).padStart(2, '0')}:00`
  const schedules =
    open === 'unknown'
      ? []
      : open === 'always'
        ? [{ byday: 'MO,TU,WE,TH,FR,SA,SU', opens_at: '00:00', closes_at: '23:59' }]
        : [
            {
              byday: open.days ?? 'MO,TU,WE,TH,FR,SA,SU',
              opens_at: clock(open.from),
              closes_at: clock(open.to),
            },
          ]
  return {
    id: fact.id,
    name: fact.name,
    description: fact.says,
    status: 'active',
    organization: { id: `${fact.id}-o`, name: `${fact.name} Society`, description: '-' },
    phones: [{ number: '613-555-0100' }],
    schedules: schedules.map((schedule) => ({ freq: 'WEEKLY', ...schedule })),
    languages: (fact.languages ?? []).map((code) => ({ code })),
    service_areas: (fact.serves ?? []).map((name) => ({ name })),
    ...(fact.ages ? { minimum_age: fact.ages[0], maximum_age: fact.ages[1] } : {}),
    northline: {
      needs: fact.needs,
      zone: 'America/Toronto',
      takes: fact.takes ?? [],
      refuses: fact.refuses ?? [],
      ...(fact.only ? { only_for: fact.only } : {}),
      ...(fact.modes ? { modes: fact.modes } : {}),
      ...(fact.shares === 'unknown' ? {} : { sharing: fact.shares }),
      ...(fact.fr ? { texts: [{ locale: 'fr', name: fact.fr }] } : {}),
    },
    service_at_locations: fact.town ? [placedAt(fact.id, towns[fact.town], fact.town)] : [],
  }
}
