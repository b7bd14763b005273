import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import { Button } from './button.tsx'
import { dismiss, notices } from './notices.ts'

/** Says what happened, on the screen and to a screen reader, without taking the focus. */
export function Notices() {
  const t = useT()
  const list = useStore(notices, (now) => now)
  return (
    <div className="notices" role="status" aria-live="polite">
      {list.map(({ id, text }) => (
        <div key={id} className="notice">
          <p>{text}</p>
          <Button small onPress={() => dismiss(id)}>
            {t('workspace.close')}
          </Button>
        </div>
      ))}
    </div>
  )
}
