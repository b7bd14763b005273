import { useQuery } from '@tanstack/react-query'
import { listMyKeys, type Session } from '../../contracts/identity.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { leave } from '../session/enter.ts'
import { Entrance } from '../session/entrance.tsx'
import { sayEntryFault } from '../session/say-fault.ts'
import type { Shut } from '../session/session.ts'
import { WaysIn } from '../session/ways-in.tsx'
import { Button } from '../ui/button.tsx'
import { Fold } from '../ui/fold.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { LostLink } from './lost-link.tsx'
import { TypedCode } from './typed-code.tsx'
import { makeNewKeys, myKeys, openByPrintedCode } from './ways.ts'

/** Signed in, and the keys do not open: what opens them after all, and what to do when nothing does. */
export function ShutOut({ session, shut }: { session: Session; shut: Shut }) {
  const t = useT()
  const printed = session.slots.some(({ kind }) => kind === 'printed')
  const byCode = useAction((code: string) => openByPrintedCode(session, shut, code), sayEntryFault)
  return (
    <Entrance>
      <div className="panel">
        <h1>{t('workspace.shut.title')}</h1>
        <p>{t('workspace.shut.what', { name: session.member.name })}</p>
        {printed ? (
          <TypedCode label={t('workspace.shut.code')} verb={t('workspace.shut.open')} action={byCode} />
        ) : (
          <p className="soft">{t('workspace.shut.no_code')}</p>
        )}
        <Fold label={t('workspace.shut.another')}>
          <div className="stack">
            <WaysIn passkeyLabel={t('workspace.shut.other_passkey')} handle={session.member.handle} />
          </div>
        </Fold>
        <Fold label={t('workspace.shut.nothing')} open={!printed}>
          <NewKeys session={session} shut={shut} />
        </Fold>
        <LostLink />
        <Button kind="quiet" small onPress={() => void leave()}>
          {t('workspace.sign_out')}
        </Button>
      </div>
    </Entrance>
  )
}

function NewKeys({ session, shut: { secret } }: { session: Session; shut: Shut }) {
  const t = useT()
  const mine = useQuery({ queryKey: myKeys, queryFn: () => ask(listMyKeys, {}) })
  const make = useAction(async () => {
    if (secret) await makeNewKeys(session, secret)
  }, sayEntryFault)
  if (!mine.data) return null
  if (!mine.data.renewalUntil || !secret) {
    return (
      <div className="stack">
        <p>{t('workspace.shut.ask_leader')}</p>
        <Button onPress={() => void mine.refetch()}>{t('workspace.shut.look_again')}</Button>
      </div>
    )
  }
  return (
    <div className="stack">
      <p>{t('workspace.shut.new_keys_what')}</p>
      <ul className="plain-list">
        <li>{t('workspace.shut.new_keys_past')}</li>
        <li>{t('workspace.shut.new_keys_ways')}</li>
      </ul>
      <Trouble>{make.problem}</Trouble>
      <Button isPending={make.busy} onPress={() => void make.run()}>
        {t('workspace.shut.new_keys')}
      </Button>
    </div>
  )
}
