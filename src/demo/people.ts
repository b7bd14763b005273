import type { OrganisationKind, Role } from '../kernel/index.ts'

/** Who works in the demo. Every name says that it is invented. */
export type InventedTeam = {
  organisation: string
  kind: OrganisationKind
  team: string
  languages: string[]
  members: { name: string; handle: string; roles: Role[]; locale: string }[]
}

export const inventedTeams: readonly InventedTeam[] = [
  {
    organisation: 'Lakeside Line (invented)',
    kind: 'hotline',
    team: 'National team (invented)',
    languages: ['en', 'fr', 'ar'],
    members: [
      { name: 'Ada (invented)', handle: 'ada', roles: ['responder'], locale: 'en' },
      { name: 'Bastien (inventé)', handle: 'bastien', roles: ['responder'], locale: 'fr' },
      { name: 'Farida (invented)', handle: 'farida', roles: ['coordinator'], locale: 'en' },
      { name: 'Chidi (invented)', handle: 'chidi', roles: ['supervisor', 'administrator'], locale: 'en' },
    ],
  },
  {
    organisation: 'Harbour Lantern House (invented)',
    kind: 'provider',
    team: 'Night desk (invented)',
    languages: ['en', 'fr'],
    members: [{ name: 'Dominique (invented)', handle: 'dominique', roles: ['provider'], locale: 'en' }],
  },
  {
    organisation: 'Quayside Legal Clinic (invented)',
    kind: 'provider',
    team: 'Intake (invented)',
    languages: ['en', 'fr'],
    members: [{ name: 'Esperanza (invented)', handle: 'esperanza', roles: ['provider'], locale: 'en' }],
  },
]
