import { Outlet, useLocation } from '@tanstack/react-router'
import { FinishKeys, LockCover } from '../session/lock-cover.tsx'
import { organisationPath } from '../session/organisation.ts'
import { session } from '../session/session.ts'
import { SignIn } from '../session/sign-in.tsx'
import { Shell } from './shell.tsx'
import { useStore } from './store.ts'

/** Screens for whoever can't sign in, or not yet. */
const beforeSignIn = new Set(['/invitation', '/return', '/lost', organisationPath])

/** What stands in front of every screen: nothing is shown before the member's keys are open. */
export function Gate() {
  const state = useStore(session, (now) => now)
  const inFront = useLocation({ select: ({ pathname }) => beforeSignIn.has(pathname) })
  if (inFront) return <Outlet />
  if (state.phase === 'starting') return null
  if (state.phase === 'out') return <SignIn note={state.note} />
  if (state.phase === 'locked') return <LockCover session={state.session} shut={state.shut} />
  if (state.phase === 'keyless') return <FinishKeys session={state.session} />
  return (
    <Shell>
      <Outlet />
    </Shell>
  )
}
