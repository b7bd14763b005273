import { Dialog, DialogTrigger } from 'react-aria-components/Dialog'
import { languageName, locales } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { useStore } from '../app/store.ts'
import { teamsWith } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Switch, Tick } from '../ui/choice.tsx'
import { Popover } from '../ui/popover.tsx'
import { answersIn, duty, setDuty, shift } from './presence.ts'

/** On duty or not, and what I answer in. */
export function DutyControl() {
  const t = useT()
  const session = useSession()
  const now = useStore(duty, (state) => state)
  const told = useStore(shift, (state) => state)
  const mine = answersIn()
  const offered = [
    ...new Set<string>([
      ...teamsWith(session, 'responder', 'supervisor').flatMap((team) => team.languages),
      ...locales,
    ]),
  ]
  const short = mine.map((tag) => tag.split('-')[0]?.toUpperCase()).join(' · ')
  const choose = (tag: string, on: boolean) => {
    const languages = on ? [...mine, tag] : mine.filter((other) => other !== tag)
    if (languages.length > 0) setDuty({ ...now, languages })
  }
  return (
    <div className="row">
      <Switch isSelected={now.on} onChange={(on) => setDuty({ on, languages: mine })}>
        {t('workspace.duty.on')}
      </Switch>
      <DialogTrigger>
        <Button kind="quiet" small aria-label={`${t('workspace.duty.languages')}: ${short}`}>
          {short}
        </Button>
        <Popover placement="bottom end">
          <Dialog className="settings" aria-label={t('workspace.duty.languages')}>
            <p className="label">{t('workspace.duty.languages')}</p>
            {offered.map((tag) => (
              <Tick key={tag} isSelected={mine.includes(tag)} onChange={(on) => choose(tag, on)}>
                {languageName(t.locale, tag)}
              </Tick>
            ))}
            <p className="small soft">{t('workspace.duty.languages_why')}</p>
          </Dialog>
        </Popover>
      </DialogTrigger>
      {told && (
        <span className="small soft duty-count">{t('workspace.duty.count', { count: told.onDuty })}</span>
      )}
    </div>
  )
}
