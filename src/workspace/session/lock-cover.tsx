import type { Session } from '../../contracts/identity.ts'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import { open } from '../desk/desk.ts'
import { PinChange } from '../trust/pin-view.tsx'
import { Button } from '../ui/button.tsx'
import { LostLink } from '../keys/lost-link.tsx'
import { ShutOut } from '../keys/shut-out.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { finishWithNewPasskey, leave } from './enter.ts'
import { Entrance } from './entrance.tsx'
import { sayEntryFault } from './say-fault.ts'
import type { Shut } from './session.ts'
import { WaysIn } from './ways-in.tsx'

/** Covers everything until the same member shows that they are there. Claimed conversations stay theirs. */
export function LockCover({ session, shut }: { session: Session; shut?: Shut | undefined }) {
  const t = useT()
  const held = useStore(open, (list) => list.length)
  if (shut) return <ShutOut session={session} shut={shut} />
  return (
    <Entrance>
      <div className="panel">
        <h1>{t('workspace.lock.title')}</h1>
        <p>{t('workspace.lock.who', { name: session.member.name })}</p>
        {held > 0 && <p className="soft">{t('workspace.lock.held', { count: held })}</p>}
        <PinChange />
        <WaysIn passkeyLabel={t('workspace.lock.passkey')} handle={session.member.handle} />
        <p className="soft small">{t('workspace.lock.kept')}</p>
        <LostLink />
        <Button kind="quiet" small onPress={() => void leave()}>
          {t('workspace.sign_out')}
        </Button>
      </div>
    </Entrance>
  )
}

/** Signed in, but the keys were never made: the first sign-in was interrupted. */
export function FinishKeys({ session }: { session: Session }) {
  const t = useT()
  const make = useAction(finishWithNewPasskey, sayEntryFault)
  return (
    <Entrance>
      <div className="panel">
        <h1>{t('workspace.keys.finish_title', { name: session.member.name })}</h1>
        {session.signedInWith === 'organisation' && session.passkeys === 0 ? (
          <>
            <p>{t('workspace.keys.finish_new_what')}</p>
            <Button kind="main" autoFocus isPending={make.busy} onPress={() => void make.run()}>
              {t('workspace.keys.finish_new')}
            </Button>
            <Trouble>{make.problem}</Trouble>
          </>
        ) : (
          <>
            <p>{t('workspace.keys.finish')}</p>
            <WaysIn passkeyLabel={t('workspace.keys.finish_passkey')} handle={session.member.handle} />
          </>
        )}
        <Button kind="quiet" small onPress={() => void leave()}>
          {t('workspace.sign_out')}
        </Button>
      </div>
    </Entrance>
  )
}
