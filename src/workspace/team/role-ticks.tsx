import type { Session } from '../../contracts/identity.ts'
import { rolesOf, type Role } from '../../kernel/index.ts'
import { useT } from '../app/language.ts'
import { Tick } from '../ui/choice.tsx'

/** The roles that one may hand out in a team; the server's rule once more, for what the screen offers. */
export function offeredRoles(team: Session['teams'][number]): readonly Role[] {
  return rolesOf[team.organisation.kind].filter(
    (role) => role !== 'administrator' || team.roles.includes('administrator'),
  )
}

type RoleTicksProps = {
  offered: readonly Role[]
  roles: readonly Role[]
  onChange: (roles: readonly Role[]) => void
}

/** Which roles somebody has. */
export function RoleTicks({ offered, roles, onChange }: RoleTicksProps) {
  const t = useT()
  return (
    <div role="group" aria-label={t('workspace.invite.roles')}>
      <p className="label">{t('workspace.invite.roles')}</p>
      {offered.map((role) => (
        <Tick
          key={role}
          isSelected={roles.includes(role)}
          onChange={(on) => onChange(on ? [...roles, role] : roles.filter((other) => other !== role))}
        >
          {t(`workspace.role.${role}`)}
        </Tick>
      ))}
    </div>
  )
}
