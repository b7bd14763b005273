import { useState } from 'react'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Modal } from '../ui/modal.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { passkeysHere } from './passkey.ts'
import { proveByPasskey, proveByPassphrase, question } from './prove.ts'
import { sayEntryFault } from './say-fault.ts'

/** Asks once more who is there, over the screen that asked for it. */
export function ProveDialog() {
  const t = useT()
  const asked = useStore(question, (now) => now)
  return (
    <Modal
      title={t('workspace.prove.title')}
      isOpen={asked !== undefined}
      onClose={() => asked?.answer(false)}
    >
      {asked && <Prove onProved={() => asked.answer(true)} onClose={() => asked.answer(false)} />}
    </Modal>
  )
}

function Prove({ onProved, onClose }: { onProved: () => void; onClose: () => void }) {
  const t = useT()
  const [words, setWords] = useState(!passkeysHere())
  const [passphrase, setPassphrase] = useState('')
  const tap = useAction(async () => {
    await proveByPasskey()
    onProved()
  }, sayEntryFault)
  const say = useAction(async () => {
    await proveByPassphrase(passphrase)
    onProved()
  }, sayEntryFault)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (words && passphrase.trim().length > 10) void say.run()
      }}
    >
      <p>{t('workspace.prove.why')}</p>
      {words ? (
        <Field
          label={t('workspace.sign_in.passphrase')}
          help={t('workspace.sign_in.passphrase_help')}
          type="password"
          value={passphrase}
          onChange={setPassphrase}
          autoFocus
          autoComplete="current-password"
        />
      ) : (
        <Button kind="quiet" onPress={() => setWords(true)}>
          {t('workspace.sign_in.use_passphrase')}
        </Button>
      )}
      <Trouble>{tap.problem ?? say.problem}</Trouble>
      <div className="actions">
        <Button onPress={onClose}>{t('workspace.cancel')}</Button>
        {words ? (
          <Button kind="main" type="submit" isPending={say.busy} isDisabled={passphrase.trim().length <= 10}>
            {say.busy ? t('workspace.sign_in.working') : t('workspace.sign_in.enter')}
          </Button>
        ) : (
          <Button kind="main" autoFocus isPending={tap.busy} onPress={() => void tap.run()}>
            {t('workspace.prove.passkey')}
          </Button>
        )}
      </div>
    </form>
  )
}
