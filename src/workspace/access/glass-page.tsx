import { useNavigate } from '@tanstack/react-router'
import type { GlassView } from '../../contracts/conversations-access.ts'
import { languageName } from '../../i18n/workspace.ts'
import { sentenceFor, type OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { OneScreen, useSession } from '../app/screens.tsx'
import type { listGlass } from '../../contracts/conversations-access.ts'
import { openConversation } from '../desk/desk.ts'
import { teamsWith } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { AskGlass } from './ask-glass.tsx'
import { GlassCard } from './glass-card.tsx'
import { useGlass } from './glass.ts'
import '../team/team.css'

export function GlassScreen() {
  return (
    <OneScreen screen="glass">
      <GlassPage />
    </OneScreen>
  )
}

const waits = ({ mayApprove, mayReview, state }: GlassView) => mayApprove || (mayReview && state === 'over')

/** Break-glass: asking, agreeing, what is open, reviewing. */
function GlassPage() {
  const t = useT()
  const { data, error } = useGlass()
  const supervises = teamsWith(useSession(), 'supervisor').length > 0
  const all = data?.glass ?? []
  const parts = {
    to_do: all.filter(waits),
    open_now: all.filter((glass) => !waits(glass) && (glass.state === 'open' || glass.state === 'asked')),
    past: all.filter((glass) => !waits(glass) && glass.state !== 'open' && glass.state !== 'asked'),
  }
  const teamName = (id: string) => data?.teams.find(({ teamId }) => teamId === id)?.name ?? ''
  return (
    <div className="page">
      <div className="stack-small">
        <h1>{t('workspace.glass.title')}</h1>
        <p>{t('workspace.glass.what')}</p>
        <p className="banner" data-tone="care">
          {t('workspace.glass.emergency')}
        </p>
        <p className="soft small">{t('workspace.glass.keys')}</p>
        {data?.owed && <p className="banner">{t('workspace.glass.owed')}</p>}
      </div>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      {data && data.opened.length > 0 && <Readable opened={data.opened} teamName={teamName} />}
      {(['to_do', 'open_now', 'past'] as const).map((part) => (
        <section key={part} className="stack-small" aria-labelledby={`glass-${part}`}>
          <h2 id={`glass-${part}`}>{t(`workspace.glass.${part}`)}</h2>
          {parts[part].length === 0 && <p className="soft">{t('workspace.glass.none')}</p>}
          <ul className="stack-small">
            {parts[part].map((glass) => (
              <GlassCard key={glass.glassId} glass={glass} teamName={teamName(glass.teamId)} />
            ))}
          </ul>
        </section>
      ))}
      {supervises && data && !data.owed && (
        <section className="stack-small" aria-labelledby="glass-ask">
          <h2 id="glass-ask">{t('workspace.glass.ask')}</h2>
          <AskGlass teams={data.teams} />
        </section>
      )}
    </div>
  )
}

type ReadableProps = {
  opened: OutputOf<typeof listGlass>['opened']
  teamName: (teamId: string) => string
}

/** What one was let into. */
function Readable({ opened, teamName }: ReadableProps) {
  const t = useT()
  const navigate = useNavigate()
  return (
    <section className="stack-small" aria-label={t('workspace.glass.readable')}>
      <p>{t('workspace.glass.readable')}</p>
      <ul className="stack-small">
        {opened.map(({ conversationId, teamId, language, openedAt }) => (
          <li key={conversationId} className="card row-apart">
            <span>
              {languageName(t.locale, language)} · {teamName(teamId)} · <Moment at={openedAt} />
            </span>
            <Button
              small
              onPress={() => {
                openConversation(conversationId, true)
                void navigate({ to: '/desk' })
              }}
            >
              {t('workspace.glass.read')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
