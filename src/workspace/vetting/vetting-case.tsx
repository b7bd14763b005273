import { useQuery } from '@tanstack/react-query'
import {
  checklist,
  vettingOf,
  withdrawVetting,
  type Standing,
  type VettingRecord,
} from '../../contracts/directory-vetting.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Fold } from '../ui/fold.tsx'
import { dayText, momentText } from '../ui/time.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { AnswerForm } from './answer-form.tsx'
import { ReviewForm } from './review-form.tsx'
import { vettingChanged, vettingKey } from './vetting.ts'

type CaseProps = { vettingId: string; onBack: () => void }

/** One vetting: what was asked, what each answer rests on, who found what. */
export function VettingCase({ vettingId, onBack }: CaseProps) {
  const t = useT()
  const { data, error } = useQuery({
    queryKey: [vettingKey, vettingId],
    queryFn: () => ask(vettingOf, { vettingId }),
  })
  return (
    <div className="page vetting-page">
      <div className="row">
        <Button kind="quiet" onPress={onBack}>
          {t('workspace.vetting.back')}
        </Button>
      </div>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      {data && <Case vetting={data.vetting} />}
    </div>
  )
}

function Case({ vetting }: { vetting: VettingRecord }) {
  const t = useT()
  const { vettingId, name, kind, reason, opened, outcome, services, history } = vetting
  const withdraw = useAction(async () => {
    await ask(withdrawVetting, { vettingId })
    await vettingChanged()
  })
  return (
    <>
      <div className="stack-small">
        <PageHeading focus>{name}</PageHeading>
        <p className="soft">
          {t(`workspace.vetting.kind.${kind}`)} ·{' '}
          {t('workspace.vetting.opened_by', {
            name: opened.name ?? t('workspace.somebody'),
            when: momentText(t.locale, opened.at),
          })}
        </p>
        <p>{reason}</p>
        {outcome && <p className="banner">{t(`workspace.vetting.outcome.${outcome}`)}</p>}
        <Fold label={t('workspace.vetting.services', { count: services.length })}>
          <ul className="small">
            {services.map((service) => (
              <li key={service.serviceId}>{service.name}</li>
            ))}
          </ul>
        </Fold>
      </div>
      <section className="stack" aria-labelledby="vetting-checklist">
        <div className="stack-small">
          <h2 id="vetting-checklist">{t('workspace.vetting.checklist')}</h2>
          <p className="small soft">{t('workspace.vetting.no_seekers')}</p>
        </div>
        {checklist.map((item) => (
          <AnswerForm key={item} vetting={vetting} item={item} />
        ))}
      </section>
      <section className="stack" aria-labelledby="vetting-reviews">
        <h2 id="vetting-reviews">{t('workspace.vetting.reviews')}</h2>
        <Reviews vetting={vetting} />
        {vetting.mayReview && <ReviewForm vetting={vetting} />}
        {!outcome && !vetting.mayReview && <p className="soft">{t('workspace.vetting.not_you')}</p>}
      </section>
      {history.length > 0 && (
        <section className="stack-small" aria-labelledby="vetting-history">
          <h2 id="vetting-history">{t('workspace.vetting.history')}</h2>
          <ul className="stack-small">
            {history.map((standing) => (
              <HistoryLine key={standing.at} standing={standing} />
            ))}
          </ul>
        </section>
      )}
      {!outcome && (
        <div className="stack-small">
          <Trouble>{withdraw.problem}</Trouble>
          <div className="row">
            <Button kind="quiet" isPending={withdraw.busy} onPress={() => void withdraw.run()}>
              {t('workspace.vetting.withdraw')}
            </Button>
          </div>
        </div>
      )}
    </>
  )
}

function Reviews({ vetting: { reviewed } }: { vetting: VettingRecord }) {
  const t = useT()
  if (reviewed.length === 0) return <p className="soft">{t('workspace.vetting.no_reviews')}</p>
  return (
    <ul className="stack-small">
      {reviewed.map(({ decision, knowsField, reason, until, by }) => (
        <li key={by.memberId} className="card">
          <div className="row-apart">
            <h3>{by.name ?? t('workspace.somebody')}</h3>
            <span className="badge" data-tone={decision === 'verify' ? 'good' : 'trouble'}>
              {t(`workspace.vetting.decision.${decision}`)}
            </span>
          </div>
          <p className="small soft">
            {momentText(t.locale, by.at)}
            {knowsField ? ` · ${t('workspace.vetting.knows_field')}` : ''}
            {until === undefined
              ? ''
              : ` · ${t('workspace.vetting.ends_on', { date: dayText(t.locale, until) })}`}
          </p>
          {reason !== '' && <p>{reason}</p>}
        </li>
      ))}
    </ul>
  )
}

function HistoryLine({ standing: { level, until, reason, by, at } }: { standing: Standing }) {
  const t = useT()
  return (
    <li>
      <p>
        {t(`workspace.vetting.level.${level}`)}
        {until === undefined
          ? ''
          : ` · ${t('workspace.vetting.ends_on', { date: dayText(t.locale, until) })}`}
      </p>
      <p className="small soft">
        {momentText(t.locale, at)}
        {by?.name === undefined ? '' : ` · ${by.name}`}
        {reason === '' ? '' : ` · ${reason}`}
      </p>
    </li>
  )
}
