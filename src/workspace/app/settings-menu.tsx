import { Link } from '@tanstack/react-router'
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog'
import { askForNotices, desktopNotices, setSound, sound } from '../desk/attention.ts'
import { leaveDesk } from '../desk/presence.ts'
import { leave } from '../session/enter.ts'
import { lock } from '../session/lock.ts'
import { screensOf } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Switch } from '../ui/choice.tsx'
import { Popover } from '../ui/popover.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { useT } from './language.ts'
import { useSession } from './screens.tsx'
import { useStore } from './store.ts'

/** The member's own: language, sound, notices, lock, leave. */
export function SettingsMenu() {
  const t = useT()
  const session = useSession()
  const soundOn = useStore(sound, (on) => on)
  const notices = useStore(desktopNotices, (state) => state)
  const goodbye = async () => {
    if (screensOf(session).desk) await leaveDesk()
    await leave()
  }
  return (
    <DialogTrigger>
      <Button kind="quiet" small>
        {session.member.name}
      </Button>
      <Popover placement="bottom end">
        <Dialog className="settings" aria-label={t('workspace.settings')}>
          {({ close }) => (
            <>
              <p className="soft small">
                {session.teams.map((team) => `${team.name}, ${team.organisation.name}`).join(' · ')}
              </p>
              {session.teams.some((team) => team.organisation.demo) && (
                <p>
                  <span className="badge" data-tone="care">
                    {t('workspace.invented')}
                  </span>
                </p>
              )}
              <p>
                <Link to="/me" onClick={close}>
                  {t('workspace.me.open')}
                </Link>
              </p>
              <Switch isSelected={soundOn} onChange={setSound}>
                {t('workspace.settings.sound')}
              </Switch>
              {notices === 'off' && (
                <Button small onPress={() => void askForNotices()}>
                  {t('workspace.settings.notices')}
                </Button>
              )}
              {notices !== 'off' && (
                <p className="small soft">
                  {t(`workspace.settings.notices_${notices === 'not-here' ? 'absent' : notices}`)}
                </p>
              )}
              <div className="row">
                <LanguageSwitch />
              </div>
              <div className="row">
                <Button small onPress={lock}>
                  {t('workspace.settings.lock')}
                </Button>
                <Button small onPress={() => void goodbye()}>
                  {t('workspace.sign_out')}
                </Button>
              </div>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
