import { Link, useLocation } from '@tanstack/react-router'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { createStore, useStore } from '../app/store.ts'
import { whenWiped } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import './me.css'

/** Put off until the next sign-in. */
const later = createStore(false)
whenWiped(() => later.set(false))

/** A calm line until there are two: one lost phone must not keep anybody from a conversation. */
export function SecondPasskey() {
  const t = useT()
  const { passkeys } = useSession()
  const putOff = useStore(later, (now) => now)
  const there = useLocation({ select: ({ pathname }) => pathname === '/me' })
  if (passkeys !== 1 || putOff || there) return null
  return (
    <div className="second-passkey" role="note">
      <p className="small">
        {t('workspace.me.prompt')} <Link to="/me">{t('workspace.me.add')}</Link>
      </p>
      <Button small kind="quiet" onPress={() => later.set(true)}>
        {t('workspace.me.prompt_later')}
      </Button>
    </div>
  )
}
