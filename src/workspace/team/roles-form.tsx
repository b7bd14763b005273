import { useState } from 'react'
import { changeRoles, type listTeamMembers, type Session } from '../../contracts/identity.ts'
import type { OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { refreshEpochs } from '../session/epochs.ts'
import { askFresh } from '../session/prove.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { offeredRoles, RoleTicks } from './role-ticks.tsx'

type Member = OutputOf<typeof listTeamMembers>['members'][number]
type RolesProps = { team: Session['teams'][number]; member: Member | undefined; onClose: () => void }

/** Other roles for a colleague, from their next request on. */
export function RolesDialog({ team, member, onClose }: RolesProps) {
  const t = useT()
  return (
    <Modal
      title={t('workspace.team.roles_title', { name: member?.name ?? '' })}
      isOpen={member !== undefined}
      onClose={onClose}
    >
      {member && <RolesForm team={team} member={member} onClose={onClose} />}
    </Modal>
  )
}

function RolesForm({ team, member, onClose }: RolesProps & { member: Member }) {
  const t = useT()
  const [roles, setRoles] = useState(member.roles)
  const change = useAction(async () => {
    await askFresh(changeRoles, { teamId: team.teamId, memberId: member.memberId, roles })
    onClose()
    await queries.invalidateQueries({ queryKey: ['team'] })
    await refreshEpochs()
  }, sayEntryFault)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (roles.length > 0) void change.run()
      }}
    >
      <p>{t('workspace.team.roles_what')}</p>
      <RoleTicks offered={offeredRoles(team)} roles={roles} onChange={(now) => setRoles([...now])} />
      <Trouble>{change.problem}</Trouble>
      <div className="actions">
        <Button onPress={onClose}>{t('workspace.cancel')}</Button>
        <Button kind="main" type="submit" isDisabled={roles.length === 0} isPending={change.busy}>
          {t('workspace.team.roles_save')}
        </Button>
      </div>
    </form>
  )
}
