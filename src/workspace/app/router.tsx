import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  useNavigate,
} from '@tanstack/react-router'
import { useState } from 'react'
import { ReturnPage } from '../keys/return-page.tsx'
import { Invitation } from '../session/invitation.tsx'
import { forgetInvitation, takeInvitation } from '../session/invitation-token.ts'
import { organisationPath } from '../session/organisation.ts'
import { OrganisationPage } from '../session/organisation-page.tsx'
import { screensOf, session as sessionStore } from '../session/session.ts'
import { Gate } from './gate.tsx'
import { useStore } from './store.ts'

/*
 * A handful of addresses, none of which ever names a conversation, a person or a service:
 * a browser's history may be read by the next shift.
 */

const root = createRootRoute({ component: Gate, notFoundComponent: Home })

function Home() {
  const session = useStore(sessionStore, (state) => ('session' in state ? state.session : undefined))
  // On the way to a screen that stands before the sign-in, this one is still there for a moment.
  if (!session) return null
  const { desk, provider } = screensOf(session)
  return <Navigate to={desk ? '/desk' : provider ? '/referrals' : '/team'} replace />
}

function InvitationPage() {
  const navigate = useNavigate()
  const [token] = useState(takeInvitation)
  const done = () => {
    forgetInvitation()
    void navigate({ to: '/', replace: true })
  }
  return token === undefined ? <Navigate to="/" replace /> : <Invitation token={token} onDone={done} />
}

function ReturnRoute() {
  const navigate = useNavigate()
  const [token] = useState(takeInvitation)
  const done = () => {
    forgetInvitation()
    void navigate({ to: '/', replace: true })
  }
  return token === undefined ? <Navigate to="/" replace /> : <ReturnPage token={token} onDone={done} />
}

function OrganisationRoute() {
  const navigate = useNavigate()
  return <OrganisationPage onDone={() => void navigate({ to: '/', replace: true })} />
}

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home })
const invitation = createRoute({ getParentRoute: () => root, path: '/invitation', component: InvitationPage })
const organisation = createRoute({
  getParentRoute: () => root,
  path: organisationPath,
  component: OrganisationRoute,
})
// Each role loads its own screen only.
const desk = createRoute({
  getParentRoute: () => root,
  path: '/desk',
  component: lazyRouteComponent(() => import('../desk/desk-screen.tsx'), 'DeskScreen'),
})
const referrals = createRoute({
  getParentRoute: () => root,
  path: '/referrals',
  component: lazyRouteComponent(() => import('../provider/provider-screen.tsx'), 'ProviderScreen'),
})
const own = createRoute({
  getParentRoute: () => root,
  path: '/services',
  component: lazyRouteComponent(() => import('../upkeep/own-services.tsx'), 'OwnServicesScreen'),
})
const entry = createRoute({
  getParentRoute: () => root,
  path: '/services/$serviceId',
  component: lazyRouteComponent(() => import('../entry/entry-screen.tsx'), 'EntryScreen'),
})
const team = createRoute({
  getParentRoute: () => root,
  path: '/team',
  component: lazyRouteComponent(() => import('../team/team-page.tsx'), 'TeamPage'),
})

const receivers = createRoute({
  getParentRoute: () => root,
  path: '/team/receivers',
  component: lazyRouteComponent(() => import('../receivers/receivers-page.tsx'), 'ReceiversScreen'),
})

const vetting = createRoute({
  getParentRoute: () => root,
  path: '/team/vetting',
  component: lazyRouteComponent(() => import('../vetting/vetting-page.tsx'), 'VettingScreen'),
})

const doubles = createRoute({
  getParentRoute: () => root,
  path: '/team/duplicates',
  component: lazyRouteComponent(() => import('../duplicates/duplicates-page.tsx'), 'DuplicatesScreen'),
})

const coverage = createRoute({
  getParentRoute: () => root,
  path: '/team/coverage',
  component: lazyRouteComponent(() => import('../coverage/coverage-page.tsx'), 'CoverageScreen'),
})

const glass = createRoute({
  getParentRoute: () => root,
  path: '/team/glass',
  component: lazyRouteComponent(() => import('../access/glass-page.tsx'), 'GlassScreen'),
})

const comeBack = createRoute({ getParentRoute: () => root, path: '/return', component: ReturnRoute })
const lost = createRoute({
  getParentRoute: () => root,
  path: '/lost',
  component: lazyRouteComponent(() => import('../keys/lost-page.tsx'), 'LostPage'),
})
const recovery = createRoute({
  getParentRoute: () => root,
  path: '/team/recovery',
  component: lazyRouteComponent(() => import('../keys/recovery-page.tsx'), 'RecoveryPage'),
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/team/record',
  component: lazyRouteComponent(() => import('../audit/audit-page.tsx'), 'AuditScreen'),
})

const holds = createRoute({
  getParentRoute: () => root,
  path: '/team/legal-holds',
  component: lazyRouteComponent(() => import('../holds/holds-page.tsx'), 'HoldsScreen'),
})

const me = createRoute({
  getParentRoute: () => root,
  path: '/me',
  component: lazyRouteComponent(() => import('../me/me-page.tsx'), 'MePage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    invitation,
    comeBack,
    lost,
    organisation,
    desk,
    referrals,
    own,
    entry,
    team,
    receivers,
    vetting,
    doubles,
    coverage,
    recovery,
    audit,
    holds,
    me,
    glass,
  ]),
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- declaration merging needs an interface
  interface Register {
    router: typeof router
  }
}
