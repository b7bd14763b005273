import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { vettings, type Standing, type VettingHead } from '../../contracts/directory-vetting.ts'
import { ask, sentenceFor, type OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { OneScreen } from '../app/screens.tsx'
import { Button } from '../ui/button.tsx'
import { Fold } from '../ui/fold.tsx'
import { dayText, momentText } from '../ui/time.tsx'
import { PageHeading } from '../ui/page-heading.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { ChangesToAnswer } from '../entry/changes-to-answer.tsx'
import { FeedbackList } from '../feedback/feedback-list.tsx'
import { FindService } from './find-service.tsx'
import { Nominate } from './nominate.tsx'
import { VettingCase } from './vetting-case.tsx'
import { vettingKey, type About } from './vetting.ts'
import './vetting.css'

export function VettingScreen() {
  return (
    <OneScreen screen="vetting">
      <VettingPage />
    </OneScreen>
  )
}

type View = OutputOf<typeof vettings>

/** For coordinators and supervisors of the line: who is being vetted, whose verification ends, who was stopped. */
function VettingPage() {
  const t = useT()
  const [opened, setOpened] = useState<string>()
  const [cameBack, setCameBack] = useState(false)
  const back = () => {
    setOpened(undefined)
    setCameBack(true)
  }
  const { data, error } = useQuery({ queryKey: [vettingKey, 'list'], queryFn: () => ask(vettings, {}) })
  if (opened !== undefined) return <VettingCase vettingId={opened} onBack={back} />
  return (
    <div className="page vetting-page">
      <div className="stack-small">
        <PageHeading focus={cameBack}>{t('workspace.vetting.title')}</PageHeading>
        <p>{t('workspace.vetting.intro')}</p>
        <p className="soft small">{t('workspace.vetting.how')}</p>
      </div>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      <FeedbackList />
      <ChangesToAnswer />
      {data && <Lists view={data} onOpen={setOpened} />}
    </div>
  )
}

function Lists({ view, onOpen }: { view: View; onOpen: (vettingId: string) => void }) {
  const t = useT()
  const { open, closed, ending, stopped, sources } = view
  // What is being looked at again is found above.
  const underWay = new Set(open.map(({ kind, subjectId }) => kind + subjectId))
  const dormant = ({ kind, subjectId }: Standing) => !underWay.has(kind + subjectId)
  return (
    <>
      <section className="stack" aria-labelledby="vetting-open">
        <h2 id="vetting-open">{t('workspace.vetting.open_list')}</h2>
        {open.length === 0 && <p className="soft">{t('workspace.vetting.none_open')}</p>}
        <ul className="stack-small">
          {open.map((head) => (
            <HeadCard key={head.vettingId} head={head} onOpen={onOpen} />
          ))}
        </ul>
      </section>
      {ending.some(dormant) && (
        <section className="stack" aria-labelledby="vetting-ending">
          <h2 id="vetting-ending">{t('workspace.vetting.ending')}</h2>
          <ul className="stack-small">
            {ending.filter(dormant).map((standing) => (
              <StandingCard key={standing.kind + standing.subjectId} standing={standing} />
            ))}
          </ul>
        </section>
      )}
      {stopped.some(dormant) && (
        <section className="stack" aria-labelledby="vetting-stopped">
          <h2 id="vetting-stopped">{t('workspace.vetting.stopped')}</h2>
          <ul className="stack-small">
            {stopped.filter(dormant).map((standing) => (
              <StandingCard key={standing.kind + standing.subjectId} standing={standing} />
            ))}
          </ul>
        </section>
      )}
      <FindService />
      <section className="stack" aria-labelledby="vetting-sources">
        <h2 id="vetting-sources">{t('workspace.vetting.sources')}</h2>
        <p className="soft small">{t('workspace.vetting.sources_what')}</p>
        <ul className="stack-small">
          {sources.map((one) => (
            <li key={one.source} className="card">
              <h3>{one.source}</h3>
              <p className="small">{t('workspace.vetting.source_counts', one)}</p>
              {!underWay.has(`source${one.source}`) && (
                <StartButton
                  about={{ subject: { kind: 'source', subjectId: one.source } }}
                  name={one.source}
                />
              )}
            </li>
          ))}
        </ul>
      </section>
      {closed.length > 0 && (
        <Fold label={t('workspace.vetting.closed_list')}>
          <ul className="stack-small">
            {closed.map((head) => (
              <HeadCard key={head.vettingId} head={head} onOpen={onOpen} />
            ))}
          </ul>
        </Fold>
      )}
    </>
  )
}

const tones = { verified: 'good', refused: 'trouble', withdrawn: 'quiet' } as const

function HeadCard({ head, onOpen }: { head: VettingHead; onOpen: (vettingId: string) => void }) {
  const t = useT()
  const { outcome, answered, of, reviews } = head
  return (
    <li className="card">
      <div className="row-apart">
        <h3>{head.name}</h3>
        <span className="badge" data-tone={outcome ? tones[outcome] : 'accent'}>
          {t(`workspace.vetting.outcome.${outcome ?? 'open'}`)}
        </span>
      </div>
      <p className="small soft">
        {t(`workspace.vetting.kind.${head.kind}`)} ·{' '}
        {t('workspace.vetting.opened_by', {
          name: head.opened.name ?? t('workspace.somebody'),
          when: momentText(t.locale, head.opened.at),
        })}
      </p>
      <p className="small">
        {t('workspace.vetting.progress', { answered, of })} ·{' '}
        {t('workspace.vetting.reviews_so_far', { reviews })}
      </p>
      <div className="row">
        <Button
          small
          onPress={() => onOpen(head.vettingId)}
          aria-label={t('workspace.vetting.look_named', { name: head.name })}
        >
          {t('workspace.vetting.look')}
        </Button>
      </div>
    </li>
  )
}

function StandingCard({ standing }: { standing: Standing }) {
  const t = useT()
  const { kind, subjectId, name, level, until, lapsed, reason } = standing
  return (
    <li className="card">
      <div className="row-apart">
        <h3>{name}</h3>
        <span className="badge" data-tone={level === 'stopped' || lapsed ? 'trouble' : 'care'}>
          {until === undefined
            ? t('workspace.vetting.level.stopped')
            : t(lapsed ? 'workspace.vetting.ended_on' : 'workspace.vetting.ends_on', {
                date: dayText(t.locale, until),
              })}
        </span>
      </div>
      <p className="small soft">{t(`workspace.vetting.kind.${kind}`)}</p>
      {reason !== '' && <p className="small">{reason}</p>}
      <StartButton about={{ subject: { kind, subjectId } }} name={name} />
    </li>
  )
}

function StartButton({ about, name }: { about: About; name: string }) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const title = t('workspace.vetting.start_named', { name })
  return (
    <div className="row">
      <Button small onPress={() => setOpen(true)} aria-label={title}>
        {t('workspace.vetting.start')}
      </Button>
      <Nominate title={title} about={about} name={name} isOpen={open} onClose={() => setOpen(false)} />
    </div>
  )
}
