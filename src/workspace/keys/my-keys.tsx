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
import { LostLink } from './lost-link.tsx'
import { WayCard } from './way-card.tsx'
import { addPrintedWay, myKeys, setPassphraseWay } from './ways.ts'
import './keys.css'

/** What opens one's own keys beside passkeys, and the number by which a colleague knows them. */
export function MyKeys() {
  const t = useT()
  const [making, setMaking] = useState<'code' | 'passphrase'>()
  const mine = useQuery({ queryKey: myKeys, queryFn: () => ask(listMyKeys, {}) })
  const slots = mine.data?.slots ?? []
  const others = slots.flatMap(({ kind, ...slot }) => (kind === 'passkey' ? [] : [{ ...slot, kind }]))
  const done = () => setMaking(undefined)
  return (
    <section className="stack" aria-labelledby="keys-title">
      <h2 id="keys-title">{t('workspace.mykeys.title')}</h2>
      <p className="soft">{t('workspace.mykeys.what')}</p>
      <Trouble>{mine.error ? sentenceFor(mine.error) : undefined}</Trouble>
      {slots.length === 1 && (
        <p className="banner" data-tone="care">
          {t('workspace.mykeys.only_one')}
        </p>
      )}
      {others.some(({ usedAt, kind }) => kind === 'printed' && usedAt !== null) && (
        <p className="banner" data-tone="care">
          {t('workspace.mykeys.used_code')}
        </p>
      )}
      <ul className="stack-small">
        {others.map((slot) => (
          <WayCard key={slot.id} way={slot} onlyOne={slots.length === 1} />
        ))}
      </ul>
      {making === 'code' && (
        <CodeSheet title={t('workspace.code.member_title')} keep={addPrintedWay} onDone={done}>
          <p>{t('workspace.code.member_what')}</p>
        </CodeSheet>
      )}
      {making === 'passphrase' && (
        <div className="card stack">
          <PassphraseMade begin={setPassphraseWay} onDone={done} />
          <div className="row">
            <Button kind="quiet" onPress={done}>
              {t('workspace.cancel')}
            </Button>
          </div>
        </div>
      )}
      {making === undefined && (
        <div className="row">
          <Button onPress={() => setMaking('code')}>{t('workspace.mykeys.add_code')}</Button>
          {mine.data?.passphrases && (
            <Button onPress={() => setMaking('passphrase')}>{t('workspace.mykeys.add_passphrase')}</Button>
          )}
        </div>
      )}
      <CheckNumber />
      <LostLink />
    </section>
  )
}

function CheckNumber() {
  const t = useT()
  const { member, keys } = useSession()
  const check = useQuery({
    queryKey: ['key-check', keys?.publicKey],
    queryFn: () =>
      keyCheck(member.id, {
        publicKey: decode(keys?.publicKey ?? ''),
        signPublicKey: decode(keys?.signPublicKey ?? ''),
      }),
  })
  return (
    <div className="stack-small">
      <h3>{t('workspace.mykeys.check')}</h3>
      <p className="check-number" translate="no">
        {check.data}
      </p>
      <p className="soft small">{t('workspace.mykeys.check_what')}</p>
    </div>
  )
}
