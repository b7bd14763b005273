import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { OutputOf } from '../../contracts/index.ts'
import type { StaffHit } from '../../contracts/directory.ts'
import type { receiversOf } from '../../contracts/referrals.ts'
import { formatDistance, formatList } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import type { Conversation } from '../conversation/conversation.ts'
import { AskCapacity } from '../referral/ask-capacity.tsx'
import { beginReferral } from '../referral/referral-draft.ts'
import { screensOf } from '../session/session.ts'
import { useReceiverTrust } from '../trust/receiver-trust.tsx'
import { Button } from '../ui/button.tsx'
import { Tick } from '../ui/choice.tsx'
import { Fold } from '../ui/fold.tsx'
import { VettingActs } from '../vetting/vetting-acts.tsx'
import { vettingTones } from '../vetting/vetting.ts'

export type Receiver = OutputOf<typeof receiversOf>['receivers'][number]

type HitProps = {
  hit: StaffHit
  conversation: Conversation | undefined
  receiver: Receiver | undefined
  chosen: boolean
  /** Five are chosen already. */
  full: boolean
  onChoose: (on: boolean) => void
  onAsked: () => void
}

const tones = { fits: 'good', ask: 'care', near: 'quiet' } as const
const openTones = { open: 'good', closed: 'quiet', unknown: 'care' } as const
const sharingTones = { no: 'good', if_you_ask: 'good', yes: 'care', unknown: 'quiet' } as const

/** One service: what it is, why it is here, whether it is open, whether it shares. */
export function HitView({ hit, conversation, receiver, chosen, full, onChoose, onAsked }: HitProps) {
  const t = useT()
  const namer = screensOf(useSession()).receivers
  const [asking, setAsking] = useState(false)
  const trust = useReceiverTrust(conversation && receiver?.teamId)
  const prepare = () => {
    if (!conversation || !receiver) return
    beginReferral(conversation.id, { ...receiver, service: hit.name, organisation: hit.organisation })
    onAsked()
  }
  return (
    <li className="card hit">
      <div>
        <h3 lang={hit.lang}>{hit.name}</h3>
        <p className="small soft">
          {hit.organisation} · {hit.area}
          {hit.distanceKm === undefined ? '' : ` · ${formatDistance(t.locale, hit.distanceKm)}`}
        </p>
      </div>
      <p className="row">
        <span className="badge" data-tone={tones[hit.fit]}>
          {t(hit.fit === 'ask' ? 'workspace.hit.ask_badge' : `workspace.hit.${hit.fit}`)}
        </span>
        <span className="badge" data-tone={openTones[hit.open.state]}>
          {hit.open.text}
        </span>
        <span className="badge" data-tone={vettingTones[hit.vetting.level]}>
          {t(`workspace.hit.vetting_${hit.vetting.level}`)}
        </span>
        {hit.room && (
          <span className="badge" data-tone={hit.room.free > 0 ? 'good' : 'quiet'}>
            {hit.room.text}
          </span>
        )}
        {hit.confidential && (
          <span className="badge" data-tone="quiet">
            {t('workspace.hit.confidential')}
          </span>
        )}
      </p>
      <ul className="because" aria-label={t('workspace.hit.because')}>
        {hit.because.map((reason) => (
          <li key={reason.about + reason.text} data-fit={reason.fit}>
            {reason.text}
          </li>
        ))}
      </ul>
      <p className="small">
        <span className="badge" data-tone={sharingTones[hit.sharing.answer]}>
          {t('workspace.hit.sharing')}
        </span>{' '}
        {hit.sharing.text}
      </p>
      <Fold label={t('workspace.hit.more')}>
        <div className="stack-small small">
          <p lang={hit.lang}>{hit.summary}</p>
          <p>{hit.vetting.text}</p>
          {hit.address !== undefined && <p>{hit.address}</p>}
          {hit.phones.map((phone) => (
            <p key={phone.number + phone.kind}>
              {phone.number}
              {phone.extension === undefined ? '' : ` #${phone.extension}`} {phone.description ?? ''}
            </p>
          ))}
          {hit.languages.length > 0 && (
            <p>
              {formatList(
                t.locale,
                hit.languages.map((language) => language.label),
              )}
            </p>
          )}
          {hit.assured !== undefined && (
            <p className="soft">{t('workspace.hit.assured', { when: hit.assured.slice(0, 10) })}</p>
          )}
          <VettingActs hit={hit} />
        </div>
      </Fold>
      {conversation && (
        <div className="row-apart">
          <Tick
            isSelected={chosen}
            isDisabled={full && !chosen}
            onChange={onChoose}
            aria-label={t('workspace.hit.choose_named', { service: hit.name })}
          >
            {t('workspace.hit.choose')}
          </Tick>
          {receiver && trust?.verified === false ? (
            <span className="small soft">{t('workspace.hit.key_unverified')}</span>
          ) : receiver ? (
            <span className="row">
              <Button
                small
                onPress={() => setAsking(true)}
                aria-label={t('workspace.hit.ask_named', { service: hit.name })}
              >
                {t('workspace.hit.ask')}
              </Button>
              <Button
                small
                kind="quiet"
                onPress={prepare}
                aria-label={t('workspace.hit.refer_named', { service: hit.name })}
              >
                {t('workspace.hit.refer')}
              </Button>
            </span>
          ) : (
            <span className="small soft">
              {t('workspace.hit.phone_only')}
              {namer && (
                <>
                  {' · '}
                  <Link to="/team/receivers">{t('workspace.receivers.open_from_hit')}</Link>
                </>
              )}
            </span>
          )}
        </div>
      )}
      {conversation && receiver && (
        <AskCapacity
          conversation={conversation}
          receiver={{ ...receiver, service: hit.name, organisation: hit.organisation }}
          isOpen={asking}
          onClose={() => setAsking(false)}
          onAsked={onAsked}
        />
      )}
    </li>
  )
}
