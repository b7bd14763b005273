import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { listTeamMembers, removeMember, type Session } from '../../contracts/identity.ts'
import { formatList } from '../../i18n/workspace.ts'
import { leaderRoles } from '../../kernel/index.ts'
import { ask, sentenceFor, type OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { useSession } from '../app/screens.tsx'
import { HelpBack } from '../keys/help-back.tsx'
import { OpenPast, type Newcomer } from '../keys/open-past.tsx'
import { refreshEpochs } from '../session/epochs.ts'
import { askFresh } from '../session/prove.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { screensOf } from '../session/session.ts'
import { MemberStanding } from '../trust/member-standing.tsx'
import { OwnKey } from '../trust/own-key.tsx'
import { TrustInFull } from '../trust/pin-view.tsx'
import { TrustLine } from '../trust/trust-line.tsx'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { InviteForm } from './invite-form.tsx'
import { administered, OrganisationSettings } from './organisation-settings.tsx'
import { RolesDialog } from './roles-form.tsx'
import './team.css'

type Team = Session['teams'][number]
type Member = OutputOf<typeof listTeamMembers>['members'][number]

/** Somebody with keys and a role that reads: only to them can the past be opened. */
function canOpenTo(member: Member): boolean {
  return member.reads && member.publicKey !== null
}

/** Who is in one's teams; a leader invites and removes. And how far the teams' keys can be trusted. */
export function TeamPage() {
  const t = useT()
  const session = useSession()
  return (
    <div className="page">
      <h1>{t('workspace.team.title')}</h1>
      {session.teams.map((team) => (
        <TeamView key={team.teamId} team={team} me={session.member.id} />
      ))}
      <p>
        <Link to="/team/recovery">{t('workspace.recovery.open')}</Link>
      </p>
      {administered(session.teams).map((team) => (
        <OrganisationSettings key={team.organisation.id} team={team} />
      ))}
      {screensOf(session).receivers && (
        <p>
          <Link to="/team/receivers">{t('workspace.receivers.open')}</Link>
        </p>
      )}
      {screensOf(session).vetting && (
        <p>
          <Link to="/team/vetting">{t('workspace.vetting.open')}</Link>
        </p>
      )}
      {screensOf(session).vetting && (
        <p>
          <Link to="/team/duplicates">{t('workspace.duplicates.title')}</Link>
        </p>
      )}
      {screensOf(session).vetting && (
        <p>
          <Link to="/team/coverage">{t('workspace.coverage.title')}</Link>
        </p>
      )}
      {screensOf(session).audit && (
        <p>
          <Link to="/team/record">{t('workspace.audit.open')}</Link>
        </p>
      )}
      {screensOf(session).holds && (
        <p>
          <Link to="/team/legal-holds">{t('workspace.holds.title')}</Link>
        </p>
      )}
      {screensOf(session).glass && (
        <p>
          <Link to="/team/glass">{t('workspace.glass.title')}</Link>
        </p>
      )}
      <section className="stack-small" aria-labelledby="trust-title">
        <h2 id="trust-title">{t('workspace.trust.title')}</h2>
        <TrustInFull />
        <OwnKey />
      </section>
    </div>
  )
}

async function everybody(teamId: string): Promise<Member[]> {
  const found: Member[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await ask(listTeamMembers, { teamId, ...(after && { after }) })
    found.push(...page.members)
    after = page.next
  }
  return found
}

function TeamView({ team, me }: { team: Team; me: string }) {
  const t = useT()
  const leads = team.roles.some((role) => leaderRoles.some((leader) => leader === role))
  const [inviting, setInviting] = useState(false)
  const [leaving, setLeaving] = useState<Member>()
  const [newcomer, setNewcomer] = useState<Newcomer>()
  const [returning, setReturning] = useState<Member>()
  const [changing, setChanging] = useState<Member>()
  const members = useQuery({ queryKey: ['team', team.teamId], queryFn: () => everybody(team.teamId) })
  const remove = useAction(async ({ memberId }: Member) => {
    await askFresh(removeMember, { teamId: team.teamId, memberId })
    setLeaving(undefined)
    await queries.invalidateQueries({ queryKey: ['team'] })
    await refreshEpochs()
  }, sayEntryFault)
  return (
    <section className="stack" aria-labelledby={`team-${team.teamId}`}>
      <div className="row-apart">
        <div>
          <h2 id={`team-${team.teamId}`}>{team.name}</h2>
          <p className="small soft">
            {team.organisation.name}
            {team.organisation.demo ? ` · ${t('workspace.invented')}` : ''}
          </p>
          <TrustLine teamId={team.teamId} />
        </div>
        {leads && <Button onPress={() => setInviting(true)}>{t('workspace.team.invite')}</Button>}
      </div>
      <Trouble>{members.error ? sentenceFor(members.error) : undefined}</Trouble>
      <ul className="stack-small">
        {members.data?.map((member) => (
          <li key={member.memberId} className="card">
            <div className="row-apart">
              <span>
                <strong>{member.name}</strong>{' '}
                {member.memberId === me && <span className="soft">({t('workspace.conversation.you')})</span>}
                <br />
                <span className="small soft">
                  {formatList(
                    t.locale,
                    member.roles.map((role) => t(`workspace.role.${role}`)),
                  )}
                  {member.reads ? '' : ` · ${t('workspace.team.reads_not')}`}
                  {member.publicKey === null ? ` · ${t('workspace.team.no_keys')}` : ''}
                  <MemberStanding member={member} />
                </span>
              </span>
              {member.memberId !== me && (
                <span className="row">
                  {canOpenTo(member) && (
                    <Button
                      small
                      kind="quiet"
                      onPress={() => setNewcomer(member)}
                      aria-label={t('workspace.past.open_named', { name: member.name })}
                    >
                      {t('workspace.past.open_short')}
                    </Button>
                  )}
                  {leads && member.publicKey !== null && (
                    <Button
                      small
                      kind="quiet"
                      onPress={() => setReturning(member)}
                      aria-label={t('workspace.help_back.named', { name: member.name })}
                    >
                      {t('workspace.help_back.short')}
                    </Button>
                  )}
                  {leads && (
                    <Button
                      small
                      kind="quiet"
                      onPress={() => setChanging(member)}
                      aria-label={t('workspace.team.roles_named', { name: member.name })}
                    >
                      {t('workspace.team.roles')}
                    </Button>
                  )}
                  {leads && (
                    <Button
                      small
                      kind="quiet"
                      onPress={() => setLeaving(member)}
                      aria-label={t('workspace.team.remove_named', { name: member.name })}
                    >
                      {t('workspace.team.remove')}
                    </Button>
                  )}
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
      {newcomer && (
        <OpenPast teamId={team.teamId} newcomer={newcomer} onClose={() => setNewcomer(undefined)} />
      )}
      {returning && (
        <HelpBack teamId={team.teamId} person={returning} onClose={() => setReturning(undefined)} />
      )}
      {leads && <InviteForm team={team} isOpen={inviting} onClose={() => setInviting(false)} />}
      <RolesDialog team={team} member={changing} onClose={() => setChanging(undefined)} />
      <Modal
        title={t('workspace.team.remove_title', { name: leaving?.name ?? '' })}
        isOpen={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
      >
        <p>{t('workspace.team.remove_what')}</p>
        <Trouble>{remove.problem}</Trouble>
        <div className="actions">
          <Button onPress={() => setLeaving(undefined)}>{t('workspace.cancel')}</Button>
          <Button
            kind="main"
            isPending={remove.busy}
            onPress={() => (leaving ? void remove.run(leaving) : undefined)}
          >
            {t('workspace.team.remove')}
          </Button>
        </div>
      </Modal>
    </section>
  )
}
