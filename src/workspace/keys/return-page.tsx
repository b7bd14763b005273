import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { readReturn } from '../../contracts/identity.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Entrance } from '../session/entrance.tsx'
import { passkeysHere } from '../session/passkey.ts'
import { PassphraseMade } from '../session/passphrase-made.tsx'
import { sayEntryFault } from '../session/say-fault.ts'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { LostLink } from './lost-link.tsx'
import { returnWithPasskey, returnWithPassphrase } from './return.ts'

/** Somebody who lost every way in opens the link that a leader gave them. */
export function ReturnPage({ token, onDone }: { token: string; onDone: () => void }) {
  const t = useT()
  const [passphrase, setPassphrase] = useState(!passkeysHere())
  const offer = useQuery({
    queryKey: ['return'],
    queryFn: () => ask(readReturn, { token }),
    retry: false,
    staleTime: Infinity,
  })
  const back = useAction(async () => {
    await returnWithPasskey(token)
    onDone()
  }, sayEntryFault)
  if (offer.isPending) return <Entrance>{null}</Entrance>
  if (!offer.data) {
    return (
      <Entrance>
        <div className="panel">
          <h1>{t('workspace.return.over')}</h1>
          <Trouble>{sentenceFor(offer.error)}</Trouble>
          <Button onPress={onDone}>{t('workspace.invitation.to_sign_in')}</Button>
        </div>
      </Entrance>
    )
  }
  const { name, handle, expiresAt, passphrases } = offer.data
  return (
    <Entrance>
      <div className="panel">
        <h1>{t('workspace.return.hello', { name })}</h1>
        <p>{t('workspace.return.what')}</p>
        <p className="small soft">
          {t('workspace.invitation.handle', { handle })} {t('workspace.invitation.until')}{' '}
          <Moment at={expiresAt} />
        </p>
        {passphrase && passphrases ? (
          <PassphraseMade begin={(words) => returnWithPassphrase(token, words)} onDone={onDone} />
        ) : (
          <>
            <Button kind="main" autoFocus isPending={back.busy} onPress={() => void back.run()}>
              {t('workspace.return.passkey')}
            </Button>
            <Trouble>{back.problem}</Trouble>
            {passphrases && (
              <Button kind="quiet" onPress={() => setPassphrase(true)}>
                {t('workspace.invitation.no_passkey')}
              </Button>
            )}
          </>
        )}
        <LostLink />
      </div>
    </Entrance>
  )
}
