import { useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { enterWithPasskey, enterWithPassphrase } from './enter.ts'
import { sayEntryFault } from './say-fault.ts'

/** Passkey first; the generated passphrase for a machine that has none. `handle` when it is known who comes back. */
export function WaysIn({ passkeyLabel, handle }: { passkeyLabel: string; handle?: string }) {
  const t = useT()
  const [words, setWords] = useState(false)
  const passkey = useAction(enterWithPasskey, sayEntryFault)
  return (
    <>
      <Button kind="main" autoFocus isPending={passkey.busy} onPress={() => void passkey.run()}>
        {passkeyLabel}
      </Button>
      <Trouble>{passkey.problem}</Trouble>
      {words ? (
        <PassphraseForm {...(handle !== undefined && { handle })} />
      ) : (
        <Button kind="quiet" onPress={() => setWords(true)}>
          {t('workspace.sign_in.use_passphrase')}
        </Button>
      )}
    </>
  )
}

function PassphraseForm({ handle }: { handle?: string }) {
  const t = useT()
  const [name, setName] = useState(handle ?? '')
  const [passphrase, setPassphrase] = useState('')
  const enter = useAction(enterWithPassphrase, sayEntryFault)
  const ready = name.trim().length > 1 && passphrase.trim().length > 10
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void enter.run(name.trim().toLowerCase(), passphrase)
      }}
    >
      {handle === undefined && (
        <Field
          label={t('workspace.sign_in.name')}
          value={name}
          onChange={setName}
          autoFocus
          autoComplete="username"
        />
      )}
      <Field
        label={t('workspace.sign_in.passphrase')}
        help={t('workspace.sign_in.passphrase_help')}
        type="password"
        value={passphrase}
        onChange={setPassphrase}
        autoFocus={handle !== undefined}
        autoComplete="current-password"
      />
      <Trouble>{enter.problem}</Trouble>
      <Button type="submit" isDisabled={!ready} isPending={enter.busy}>
        {enter.busy ? t('workspace.sign_in.working') : t('workspace.sign_in.enter')}
      </Button>
    </Form>
  )
}
