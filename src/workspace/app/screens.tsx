import { Navigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Session } from '../../contracts/identity.ts'
import { screensOf, session } from '../session/session.ts'
import { useStore } from './store.ts'

/** The signed-in member. Only below the gate, which shows nothing else while nobody is. */
export function useSession(): Session {
  return useStore(session, (state) => {
    if (!('session' in state)) throw new Error('nobody is signed in')
    return state.session
  })
}

/** A screen for those who have it; anybody else goes home. */
export function OneScreen({
  screen,
  children,
}: {
  screen: keyof ReturnType<typeof screensOf>
  children: ReactNode
}) {
  return screensOf(useSession())[screen] ? children : <Navigate to="/" replace />
}
