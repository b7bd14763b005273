import type { Access } from '../contracts/index.ts'
import { organisationKinds, roles, type OrganisationKind, type Role } from '../kernel/index.ts'
import { everyRoute, everyStream } from './routes.ts'

/** Whatever has a declared access: a route or a stream. */
type Permitted = { id: string; method: string; path: string; origin: string; access: Access }

/** Whether an access says who: deny by default, so one that says nobody in particular stops the start. */
export function hasAccess({ access }: { readonly access: Access | undefined }): boolean {
  if (access === 'public' || access === 'seeker' || access === 'staff') return true
  return access !== undefined && access.roles.length > 0
}

function words(access: Access): string {
  if (access === 'public') return '**everybody**'
  if (access === 'seeker') return 'seeker (a visit’s ticket)'
  if (access === 'staff') return 'any member who is signed in'
  return roles.filter((role) => access.roles.includes(role)).join(', ')
}

const reaches = (access: Access, role: Role) =>
  access === 'public' || access === 'staff' || (access !== 'seeker' && access.roles.includes(role))

/** docs/permissions.md: every route and stream with who may reach it, for a reviewer to read. */
export function permissionsDocument(
  rolesOf: Readonly<Record<OrganisationKind, readonly Role[]>>,
  note: string,
): string {
  const all: Permitted[] = [...everyRoute, ...everyStream].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const lines = ['# Who may reach what', '', note, '']
  lines.push(
    'Reaching a route is the first question. Which records it then gives or changes is decided by the policy of its room, and once',
    'more by row-level security; `npm run drill -- access` checks both against a table written by hand',
    '(`tests/drills/access/oracle.json`). A route that declares nobody stops the start.',
    '',
    `${all.length} routes and streams. **Everybody** is whoever finds the address; each such route was meant to be so.`,
    '',
    '| route | request | origin | who |',
    '|---|---|---|---|',
    ...all.map(
      ({ id, method, path, origin, access }) =>
        `| \`${id}\` | \`${method.toUpperCase()} ${path}\` | ${origin} | ${words(access)} |`,
    ),
  )
  lines.push(
    '',
    '## By role',
    '',
    '| role | in which organisations | routes of the workspace reached |',
    '|---|---|---|',
  )
  const workspace = all.filter(({ origin }) => origin !== 'help')
  for (const role of roles) {
    const kinds = organisationKinds.filter((kind) => rolesOf[kind].includes(role))
    const reached = workspace.filter(({ access }) => reaches(access, role)).length
    lines.push(`| ${role} | ${kinds.join(', ')} | ${reached} of ${workspace.length} |`)
  }
  return `${lines.join('\n')}\n`
}
