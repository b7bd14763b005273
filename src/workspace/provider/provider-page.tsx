import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { inbox, listReferrals } from '../../contracts/referrals.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import { ringOut } from '../desk/attention.ts'
import { inboxKey, referralKey, referralLine } from '../referral/live.ts'
import { Button } from '../ui/button.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { AskCard } from './ask-card.tsx'
import { ReferralCard } from './referral-card.tsx'
import './provider.css'

/** A service's own page, made for a phone: what is asked, what was sent, what is over. */
export function ProviderPage() {
  const t = useT()
  const line = useStore(referralLine, (state) => state)
  const waiting = useQuery({
    queryKey: inboxKey,
    queryFn: () => ask(inbox, {}),
    refetchInterval: line === 'live' ? 60_000 : 8_000,
  })
  const asks = waiting.data?.asks ?? []
  const referrals = waiting.data?.referrals ?? []
  useRingOnNew(
    [...asks.map(({ askId }) => askId), ...referrals.map(({ referralId }) => referralId)],
    waiting.isSuccess,
  )
  return (
    <div className="page inbox">
      <h1>{t('workspace.provider.title')}</h1>
      <Trouble>{waiting.error ? sentenceFor(waiting.error) : undefined}</Trouble>
      <section className="stack-small" aria-labelledby="asks-in-title">
        <h2 id="asks-in-title">{t('workspace.provider.asks')}</h2>
        {asks.length === 0 && <p className="soft">{t('workspace.provider.no_asks')}</p>}
        <ul className="stack-small">
          {asks.map((one) => (
            <AskCard key={one.askId} ask={one} />
          ))}
        </ul>
      </section>
      <section className="stack-small" aria-labelledby="referrals-in-title">
        <h2 id="referrals-in-title">{t('workspace.provider.referrals')}</h2>
        {waiting.isSuccess && referrals.length === 0 && (
          <p className="soft">{t('workspace.provider.no_referrals')}</p>
        )}
        <ul className="stack-small">
          {referrals.map((one) => (
            <ReferralCard key={one.referralId} referral={one} />
          ))}
        </ul>
        {waiting.data?.more && <p className="soft small">{t('workspace.provider.more')}</p>}
      </section>
      <Closed shown={referrals.map(({ referralId }) => referralId)} />
    </div>
  )
}

function useRingOnNew(ids: readonly string[], ready: boolean): void {
  const before = useRef<ReadonlySet<string>>(undefined)
  useEffect(() => {
    if (!ready) return
    if (before.current && ids.some((id) => !before.current?.has(id))) ringOut('referral')
    before.current = new Set([...(before.current ?? []), ...ids])
  })
}

/** What is over: when, and how it ended. Nothing of what was in it. */
function Closed({ shown }: { shown: readonly string[] }) {
  const t = useT()
  const [pages, setPages] = useState<readonly (string | undefined)[]>([])
  return (
    <section className="stack-small" aria-labelledby="closed-title">
      <h2 id="closed-title">{t('workspace.provider.closed')}</h2>
      {pages.length === 0 && (
        <div>
          <Button small onPress={() => setPages([undefined])}>
            {t('workspace.provider.show_closed')}
          </Button>
        </div>
      )}
      <ul className="stack-small">
        {pages.map((page, i) => (
          <ClosedPage
            key={page ?? 'first'}
            page={page}
            shown={shown}
            onMore={i === pages.length - 1 ? (next) => setPages([...pages, next]) : undefined}
          />
        ))}
      </ul>
    </section>
  )
}

type ClosedPageProps = {
  page: string | undefined
  shown: readonly string[]
  onMore: ((next: string) => void) | undefined
}

function ClosedPage({ page, shown, onMore }: ClosedPageProps) {
  const t = useT()
  const listed = useQuery({
    queryKey: [referralKey, 'closed', page],
    queryFn: () => ask(listReferrals, page === undefined ? {} : { page }),
  })
  const over = (listed.data?.referrals ?? []).filter(({ referralId }) => !shown.includes(referralId))
  const next = listed.data?.next
  return (
    <>
      {listed.isSuccess && over.length === 0 && page === undefined && (
        <li className="soft">{t('workspace.provider.none_closed')}</li>
      )}
      {over.map((one) => (
        <ReferralCard key={one.referralId} referral={one} />
      ))}
      {next !== undefined && onMore && (
        <li>
          <Button small onPress={() => onMore(next)}>
            {t('workspace.provider.older')}
          </Button>
        </li>
      )}
    </>
  )
}
