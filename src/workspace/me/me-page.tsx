import { useT } from '../app/language.ts'
import { MyKeys } from '../keys/my-keys.tsx'
import { Passkeys } from './passkeys.tsx'
import { Organisations } from './organisations.tsx'
import { Sessions } from './sessions.tsx'
import './me.css'

/** A member's own ways in, and where they are signed in. */
export function MePage() {
  const t = useT()
  return (
    <div className="page">
      <div className="stack-small">
        <h1>{t('workspace.me.title')}</h1>
        <p className="soft">{t('workspace.me.what')}</p>
      </div>
      <Passkeys />
      <MyKeys />
      <Organisations />
      <Sessions />
    </div>
  )
}
