import { useState } from 'react'
import { decideGlass, endGlass, reviewGlass, type GlassView } from '../../contracts/conversations-access.ts'
import { formatDateTime } from '../../i18n/workspace.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { teamsWith } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { zone } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { giveKeys, glassChanged, letIn, type Given } from './glass.ts'

/** One break-glass: who, where, why, how it stands, and what this member may do about it. */
export function GlassCard({ glass, teamName }: { glass: GlassView; teamName: string }) {
  const t = useT()
  const session = useSession()
  const [sure, setSure] = useState(false)
  const [given, setGiven] = useState<Given>()
  const { glassId, names, state } = glass
  const supervises = teamsWith(session, 'supervisor').some(({ teamId }) => teamId === glass.teamId)
  const act = useAction(async (work: () => Promise<unknown>) => {
    await work()
    setSure(false)
    await glassChanged()
  })
  const nameOf = (id: string | undefined) =>
    id === session.member.id ? t('workspace.glass.you') : ((id && names[id]) ?? t('workspace.glass.someone'))
  const give = async () => setGiven(await giveKeys(glass))
  const until = glass.endsAt === undefined ? '' : formatDateTime(t.locale, new Date(glass.endsAt), zone)
  const run = (work: () => Promise<unknown>) => void act.run(work)
  return (
    <li className="card stack-small">
      <p>
        {t('workspace.glass.line', {
          who: nameOf(glass.askedBy),
          team: teamName,
          reason: t(`workspace.glass.reason.${glass.reason}`),
          hours: glass.hours,
        })}
      </p>
      <p className="soft small">
        {t(glass.conversationId === undefined ? 'workspace.glass.whole_team' : 'workspace.glass.one')} ·{' '}
        {t(`workspace.glass.state.${state}`, { until })}
      </p>
      {glass.approvedBy !== undefined && (
        <p className="soft small">
          {t('workspace.glass.approved_by', { name: nameOf(glass.approvedBy) })}{' '}
          {t('workspace.glass.told', { name: nameOf(glass.told) })}{' '}
          {glass.finding !== undefined &&
            t('workspace.glass.reviewed_by', {
              name: nameOf(glass.reviewedBy),
              finding: t(`workspace.glass.finding.${glass.finding}`),
            })}
        </p>
      )}
      <Trouble>{act.problem}</Trouble>
      {given && (
        <p role="status">
          {t('workspace.glass.keys_given', { count: given.conversations })}{' '}
          {given.left > 0 && t('workspace.glass.keys_left', { count: given.left })}
        </p>
      )}
      <div className="row">
        {glass.mayApprove && (
          <>
            <Button small kind="main" onPress={() => setSure(true)}>
              {t('workspace.glass.yes')}
            </Button>
            <Button
              small
              isPending={act.busy}
              onPress={() => run(() => ask(decideGlass, { glassId, yes: false }))}
            >
              {t('workspace.glass.no')}
            </Button>
          </>
        )}
        {state === 'open' && supervises && !glass.mine && (
          <Button small isPending={act.busy} onPress={() => run(give)}>
            {t('workspace.glass.give_keys')}
          </Button>
        )}
        {state === 'open' && (
          <Button small isPending={act.busy} onPress={() => run(() => ask(endGlass, { glassId }))}>
            {t('workspace.glass.end')}
          </Button>
        )}
      </div>
      {glass.mayReview && (
        <div className="row" role="group" aria-label={t('workspace.glass.review')}>
          <span>{t('workspace.glass.review')}</span>
          {(['in_order', 'not_in_order'] as const).map((finding) => (
            <Button
              key={finding}
              small
              isPending={act.busy}
              onPress={() => run(() => ask(reviewGlass, { glassId, finding }))}
            >
              {t(`workspace.glass.${finding}`)}
            </Button>
          ))}
        </div>
      )}
      <Modal title={t('workspace.glass.yes_title')} isOpen={sure} onClose={() => setSure(false)}>
        <p>{t('workspace.glass.yes_what')}</p>
        <Trouble>{act.problem}</Trouble>
        <div className="actions">
          <Button onPress={() => setSure(false)}>{t('workspace.cancel')}</Button>
          <Button
            kind="main"
            isPending={act.busy}
            onPress={() => run(async () => setGiven(await letIn(glass, supervises)))}
          >
            {t('workspace.glass.yes')}
          </Button>
        </div>
      </Modal>
    </li>
  )
}
