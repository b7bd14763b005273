import { useT } from '../app/language.ts'
import { LostLink } from '../keys/lost-link.tsx'
import { PinChange, TrustInShort } from '../trust/pin-view.tsx'
import { Entrance } from './entrance.tsx'
import { ToOrganisation } from './organisation-page.tsx'
import { WaysIn } from './ways-in.tsx'

/** Nobody is signed in. */
export function SignIn({ note }: { note: 'ended' | 'signed-out' | undefined }) {
  const t = useT()
  return (
    <Entrance>
      <div className="panel">
        <h1>{t('workspace.sign_in.title')}</h1>
        {note === 'ended' && <p className="banner">{t('workspace.sign_in.ended')}</p>}
        {note === 'signed-out' && <p className="banner">{t('workspace.sign_in.signed_out')}</p>}
        <PinChange />
        <WaysIn passkeyLabel={t('workspace.sign_in.passkey')} />
        <ToOrganisation />
        <p className="soft small">
          {t('workspace.sign_in.keys_stay')} <TrustInShort />
        </p>
        <LostLink />
      </div>
    </Entrance>
  )
}
