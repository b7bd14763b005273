import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { listWaysIn } from '../../contracts/identity.ts'
import { sentenceFor, type OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { passkeysHere } from '../session/passkey.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/notices.ts'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { addOwnPasskey, dropPasskey, waysQuery } from './ways.ts'

type Passkey = OutputOf<typeof listWaysIn>['passkeys'][number]

/** The passkeys one has; two are urged, and the last way in stays. */
export function Passkeys() {
  const t = useT()
  const ways = useQuery(waysQuery)
  const [leaving, setLeaving] = useState<Passkey>()
  const remove = useAction(async ({ credentialId }: Passkey) => {
    await dropPasskey(credentialId)
    setLeaving(undefined)
  }, sayEntryFault)
  const passkeys = ways.data?.passkeys
  return (
    <section className="stack" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{t('workspace.me.passkeys')}</h2>
      {passkeys && passkeys.length < 2 && (
        <p className="banner">
          {t(passkeys.length === 1 ? 'workspace.me.passkeys_one' : 'workspace.me.passkeys_none')}
        </p>
      )}
      <Trouble>{ways.error ? sentenceFor(ways.error) : undefined}</Trouble>
      <ul className="stack-small">
        {passkeys?.map((passkey) => (
          <OnePasskey key={passkey.credentialId} passkey={passkey} onRemove={() => setLeaving(passkey)} />
        ))}
      </ul>
      {ways.data?.passphrase && <p className="small soft">{t('workspace.me.passphrase')}</p>}
      {passkeysHere() && <AddPasskey />}
      <Modal
        title={t('workspace.me.remove_title')}
        isOpen={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
      >
        <p>
          <strong>{leaving?.label || t('workspace.me.passkey_unnamed')}</strong>
        </p>
        <p>{t('workspace.me.remove_what')}</p>
        <Trouble>{remove.problem}</Trouble>
        <div className="actions">
          <Button onPress={() => setLeaving(undefined)}>{t('workspace.cancel')}</Button>
          <Button
            kind="main"
            isPending={remove.busy}
            onPress={() => (leaving ? void remove.run(leaving) : undefined)}
          >
            {t('workspace.me.remove')}
          </Button>
        </div>
      </Modal>
    </section>
  )
}

function OnePasskey({ passkey, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  const t = useT()
  const name = passkey.label || t('workspace.me.passkey_unnamed')
  return (
    <li className="card row-apart">
      <span>
        <strong>{name}</strong>
        <br />
        <span className="small soft">
          {t('workspace.me.added')} <Moment at={passkey.createdAt} /> ·{' '}
          {passkey.usedAt === null ? (
            t('workspace.me.never_used')
          ) : (
            <>
              {t('workspace.me.used')} <Moment at={passkey.usedAt} />
            </>
          )}
          {passkey.synced && ` · ${t('workspace.me.synced')}`}
          {!passkey.opensKeys && ` · ${t('workspace.me.opens_nothing')}`}
        </span>
      </span>
      <Button small kind="quiet" onPress={onRemove} aria-label={t('workspace.me.remove_named', { name })}>
        {t('workspace.me.remove')}
      </Button>
    </li>
  )
}

function AddPasskey() {
  const t = useT()
  const [label, setLabel] = useState('')
  const add = useAction(async () => {
    await addOwnPasskey(label.trim())
    setLabel('')
    say(t('workspace.me.added_notice'))
  }, sayEntryFault)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void add.run()
      }}
    >
      <Field
        label={t('workspace.me.add_label')}
        help={t('workspace.me.add_help')}
        value={label}
        onChange={setLabel}
        maxLength={60}
      />
      <Trouble>{add.problem}</Trouble>
      <div className="row">
        <Button type="submit" isPending={add.busy}>
          {t('workspace.me.add')}
        </Button>
      </div>
    </form>
  )
}
