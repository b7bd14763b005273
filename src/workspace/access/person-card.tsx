import { formatList } from '../../i18n/workspace.ts'
import type { Role } from '../../kernel/index.ts'
import { useT } from '../app/language.ts'

type PersonCardProps = { name: string; roles: readonly Role[]; children: string }

/** Somebody who can or can't see a thing, with their roles and why. */
export function PersonCard({ name, roles, children }: PersonCardProps) {
  const t = useT()
  return (
    <li className="card">
      <p>
        <strong>{name}</strong>{' '}
        {roles.length > 0 && (
          <span className="soft small">
            {formatList(
              t.locale,
              roles.map((role) => t(`workspace.role.${role}`)),
            )}
          </span>
        )}
      </p>
      <p>{children}</p>
    </li>
  )
}
