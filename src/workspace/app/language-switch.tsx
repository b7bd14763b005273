import { setLocale } from '../../contracts/identity.ts'
import { localeFacts } from '../../i18n/workspace.ts'
import { session } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { ask } from './api.ts'
import { speak, useT, workspaceLocales } from './language.ts'

/** Switches to the other language, named in itself. A signed-in member's choice is kept by the server too. */
export function LanguageSwitch() {
  const t = useT()
  const others = workspaceLocales.filter((locale) => locale !== t.locale)
  const choose = (locale: string) => {
    speak(locale)
    const { phase } = session.get()
    if (phase === 'open' || phase === 'locked') void ask(setLocale, { locale }).catch(() => undefined)
  }
  return (
    <>
      {others.map((locale) => (
        <Button key={locale} kind="quiet" small onPress={() => choose(locale)}>
          <span lang={locale}>{localeFacts(locale).nativeName}</span>
        </Button>
      ))}
    </>
  )
}
