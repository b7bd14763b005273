import { useState } from 'react'
import { inviteMember, type Session } from '../../contracts/identity.ts'
import type { Role } from '../../kernel/index.ts'
import type { OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { askFresh } from '../session/prove.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Modal } from '../ui/modal.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { offeredRoles, RoleTicks } from './role-ticks.tsx'

type InviteProps = { team: Session['teams'][number]; isOpen: boolean; onClose: () => void }

/** A link that works once, shown once. */
export function InviteForm({ team, isOpen, onClose }: InviteProps) {
  const t = useT()
  const offered = offeredRoles(team)
  const [name, setName] = useState('')
  const [handle, setHandle] = useState('')
  const [roles, setRoles] = useState<readonly Role[]>(offered.slice(0, 1))
  const [made, setMade] = useState<OutputOf<typeof inviteMember>>()
  const invite = useAction(async () => {
    setMade(
      await askFresh(inviteMember, {
        teamId: team.teamId,
        name: name.trim(),
        handle: handle.trim(),
        roles: [...roles],
      }),
    )
  }, sayEntryFault)
  const close = () => {
    setMade(undefined)
    setName('')
    setHandle('')
    invite.clear()
    onClose()
  }
  const ready = name.trim() !== '' && /^[a-z0-9][a-z0-9._-]{1,39}$/i.test(handle.trim()) && roles.length > 0
  return (
    <Modal title={t('workspace.invite.title', { team: team.name })} isOpen={isOpen} onClose={close}>
      {made ? (
        <>
          <p>{t('workspace.invite.give')}</p>
          <p className="link-once" translate="no">
            {made.link}
          </p>
          <p className="small soft">
            {t('workspace.invitation.until')} <Moment at={made.expiresAt} />
          </p>
          <div className="actions">
            <Button onPress={() => void navigator.clipboard.writeText(made.link)}>
              {t('workspace.invite.copy')}
            </Button>
            <Button kind="main" onPress={close}>
              {t('workspace.close')}
            </Button>
          </div>
        </>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            if (ready) void invite.run()
          }}
        >
          <Field
            label={t('workspace.invite.name')}
            value={name}
            onChange={setName}
            maxLength={120}
            autoFocus
          />
          <Field
            label={t('workspace.invite.handle')}
            help={t('workspace.invite.handle_help')}
            value={handle}
            onChange={setHandle}
            maxLength={40}
          />
          <RoleTicks offered={offered} roles={roles} onChange={setRoles} />
          <Trouble>{invite.problem}</Trouble>
          <div className="actions">
            <Button onPress={close}>{t('workspace.cancel')}</Button>
            <Button kind="main" type="submit" isDisabled={!ready} isPending={invite.busy}>
              {t('workspace.invite.make')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
