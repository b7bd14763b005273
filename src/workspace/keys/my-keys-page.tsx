import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listMyKeys } from '../../contracts/identity.ts'
import { keyCheck } from '../../sealing/index.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { decode } from '../sealing-client/epoch-ring.ts'
import { PassphraseMade } from '../session/passphrase-made.tsx'
import { Button } from '../ui/button.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { CodeSheet } from './code-sheet.tsx'
import { useFreshAction } from './fresh-action.tsx'
import { LostLink } from './lost-link.tsx'
import { WayCard } from './way-card.tsx'
import { addPasskeyWay, addPrintedWay, myKeys, setPassphraseWay } from './ways.ts'
import './keys.css'

/** What opens one's own keys: two ways at least, so that one may be lost. */
export function MyKeysPage() {
  const t = useT()
  const { member, keys } = useSession()
  const [making, setMaking] = useState<'code' | 'passphrase'>()
  const mine = useQuery({ queryKey: myKeys, queryFn: () => ask(listMyKeys, {}) })
  const check = useQuery({
    queryKey: ['key-check', keys?.publicKey],
    queryFn: () =>
      keyCheck(member.id, {
        publicKey: decode(keys?.publicKey ?? ''),
        signPublicKey: decode(keys?.signPublicKey ?? ''),
      }),
  })
  const passkey = useFreshAction(addPasskeyWay)
  const slots = mine.data?.slots ?? []
  const bare = (mine.data?.passkeys ?? []).filter(
    ({ credentialId }) => !slots.some((slot) => slot.credentialId === credentialId),
  )
  const done = () => setMaking(undefined)
  if (making === 'code') {
    return (
      <div className="keys-page">
        <CodeSheet title={t('workspace.code.member_title')} keep={addPrintedWay} onDone={done}>
          <p>{t('workspace.code.member_what')}</p>
        </CodeSheet>
      </div>
    )
  }
  if (making === 'passphrase') {
    return (
      <div className="keys-page">
        <PassphraseMade begin={setPassphraseWay} onDone={done} />
        <Button kind="quiet" onPress={done}>
          {t('workspace.cancel')}
        </Button>
      </div>
    )
  }
  return (
    <div className="keys-page">
      <div className="stack-small">
        <h1>{t('workspace.mykeys.title')}</h1>
        <p>{t('workspace.mykeys.what')}</p>
      </div>
      <Trouble>{mine.error ? sentenceFor(mine.error) : undefined}</Trouble>
      {slots.length === 1 && (
        <p className="banner" data-tone="care">
          {t('workspace.mykeys.only_one')}
        </p>
      )}
      {slots.some(({ usedAt, kind }) => kind === 'printed' && usedAt !== null) && (
        <p className="banner" data-tone="care">
          {t('workspace.mykeys.used_code')}
        </p>
      )}
      <section className="stack" aria-labelledby="ways-title">
        <h2 id="ways-title">{t('workspace.mykeys.ways')}</h2>
        <ul className="stack-small">
          {slots.map((slot) => (
            <WayCard key={slot.id} way={slot} onlyOne={slots.length === 1} />
          ))}
          {bare.map((passkey) => (
            <WayCard
              key={passkey.credentialId}
              way={{ ...passkey, kind: 'sign_in', id: '' }}
              onlyOne={false}
            />
          ))}
        </ul>
        <Trouble>{passkey.problem}</Trouble>
        <div className="row">
          <Button isPending={passkey.busy} onPress={() => void passkey.run()}>
            {t('workspace.mykeys.add_passkey')}
          </Button>
          <Button onPress={() => setMaking('code')}>{t('workspace.mykeys.add_code')}</Button>
          {mine.data?.passphrases && (
            <Button onPress={() => setMaking('passphrase')}>{t('workspace.mykeys.add_passphrase')}</Button>
          )}
        </div>
        {passkey.dialog}
      </section>
      <section className="stack-small" aria-labelledby="check-title">
        <h2 id="check-title">{t('workspace.mykeys.check')}</h2>
        <p className="check-number" translate="no">
          {check.data}
        </p>
        <p className="soft small">{t('workspace.mykeys.check_what')}</p>
      </section>
      <LostLink />
    </div>
  )
}
