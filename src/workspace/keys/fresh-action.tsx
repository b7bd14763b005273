import { useRef, useState, type ReactNode } from 'react'
import { useT } from '../app/language.ts'
import { codeOf } from '../app/problems.ts'
import { useSession } from '../app/screens.tsx'
import { sayEntryFault } from '../session/say-fault.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Modal } from '../ui/modal.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction, type Action } from '../ui/use-action.ts'
import { proveByPasskey, proveByPassphrase } from './prove.ts'

export type FreshAction<Input extends unknown[]> = Action<Input> & { dialog: ReactNode }

/**
 * Something that only a person who has just shown who they are may do. Where that is too
 * long ago, `dialog` asks for it and then goes on; it must stand somewhere in the screen.
 */
export function useFreshAction<Input extends unknown[]>(
  verb: (...input: Input) => Promise<unknown>,
): FreshAction<Input> {
  const [asking, setAsking] = useState(false)
  const again = useRef<Input>(undefined)
  const action = useAction(async (...input: Input) => {
    try {
      await verb(...input)
    } catch (error) {
      if (codeOf(error) !== 'identity.sign_in_again') throw error
      again.current = input
      setAsking(true)
    }
  }, sayEntryFault)
  const dialog = (
    <ShowItIsYou
      isOpen={asking}
      onClose={() => setAsking(false)}
      onShown={() => {
        setAsking(false)
        if (again.current) void action.run(...again.current)
      }}
    />
  )
  return { ...action, dialog }
}

type ShowProps = { isOpen: boolean; onClose: () => void; onShown: () => void }

function ShowItIsYou({ isOpen, onClose, onShown }: ShowProps) {
  const t = useT()
  const { member, signedInWith } = useSession()
  const [passphrase, setPassphrase] = useState('')
  const passkey = useAction(async () => {
    await proveByPasskey()
    onShown()
  }, sayEntryFault)
  const words = useAction(async () => {
    await proveByPassphrase(member.handle, passphrase)
    setPassphrase('')
    onShown()
  }, sayEntryFault)
  return (
    <Modal title={t('workspace.prove.title')} isOpen={isOpen} onClose={onClose}>
      <p>{t('workspace.prove.why')}</p>
      {signedInWith === 'passphrase' ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            void words.run()
          }}
        >
          <Field
            label={t('workspace.sign_in.passphrase')}
            type="password"
            value={passphrase}
            onChange={setPassphrase}
            autoComplete="current-password"
            autoFocus
          />
          <Trouble>{words.problem}</Trouble>
          <div className="actions">
            <Button onPress={onClose}>{t('workspace.cancel')}</Button>
            <Button kind="main" type="submit" isPending={words.busy}>
              {words.busy ? t('workspace.sign_in.working') : t('workspace.prove.go_on')}
            </Button>
          </div>
        </form>
      ) : (
        <>
          <Trouble>{passkey.problem}</Trouble>
          <div className="actions">
            <Button onPress={onClose}>{t('workspace.cancel')}</Button>
            <Button kind="main" autoFocus isPending={passkey.busy} onPress={() => void passkey.run()}>
              {t('workspace.prove.passkey')}
            </Button>
          </div>
        </>
      )}
    </Modal>
  )
}
