import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { GlassBanner } from '../access/glass-banner.tsx'
import { DutyControl } from '../desk/duty-control.tsx'
import { RecoveryNotice } from '../keys/recovery-notice.tsx'
import { SecondPasskey } from '../me/second-passkey.tsx'
import { ProveDialog } from '../session/prove-dialog.tsx'
import { screensOf } from '../session/session.ts'
import { overlayPlace } from '../ui/popover.tsx'
import { Brand } from './brand.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { useT } from './language.ts'
import { useSession } from './screens.tsx'
import { SettingsMenu } from './settings-menu.tsx'
import { Shortcuts } from './shortcuts.tsx'
import './shell.css'

/** The bar above every screen. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useT()
  const screens = screensOf(useSession())
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('workspace.skip')}
      </a>
      <div>
        <header className="topbar">
          <Brand />
          <nav aria-label={t('workspace.nav')}>
            {screens.desk && <Link to="/desk">{t('workspace.nav.desk')}</Link>}
            {screens.provider && <Link to="/referrals">{t('workspace.nav.referrals')}</Link>}
            {screens.keeper && <Link to="/services">{t('workspace.nav.services')}</Link>}
            <Link to="/team">{t('workspace.nav.team')}</Link>
          </nav>
          <div className="end">
            <ConnectionLine desk={screens.desk} />
            {screens.desk && <DutyControl />}
            {screens.desk && <Shortcuts />}
            <SettingsMenu />
          </div>
          <div id={overlayPlace} />
        </header>
        {screens.glass && <GlassBanner />}
        <RecoveryNotice />
        <SecondPasskey />
      </div>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <ProveDialog />
    </div>
  )
}
