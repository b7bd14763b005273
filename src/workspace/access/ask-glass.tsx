import { useState } from 'react'
import { askGlass, glassReasons } from '../../contracts/conversations-access.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { currentMember, teamsWith } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Choice, Radios } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { glassChanged } from './glass.ts'

const hourChoices = ['1', '2', '4', '8', '12', '24'] as const
const isReference = (text: string) => /^[\w-]{22}$/.test(text)

/** A supervisor asks to be let into another team's conversations. */
export function AskGlass({ teams }: { teams: readonly { teamId: string; name: string }[] }) {
  const t = useT()
  const own = new Set(teamsWith(useSession(), 'supervisor', 'coordinator').map(({ teamId }) => teamId))
  const [teamId, setTeam] = useState<string>()
  const [scope, setScope] = useState<'one' | 'team'>('one')
  const [reference, setReference] = useState('')
  const [reason, setReason] = useState<(typeof glassReasons)[number]>()
  const [hours, setHours] = useState<(typeof hourChoices)[number]>('2')
  const ready =
    teamId !== undefined && reason !== undefined && (scope === 'team' || isReference(reference.trim()))
  const send = useAction(async () => {
    const member = currentMember()
    if (!teamId || !reason || !member) return
    await ask(askGlass, {
      teamId,
      ...(scope === 'one' && { conversationId: reference.trim() }),
      reason,
      hours: Number(hours),
      publicKey: bytesToBase64Url(member.pair.publicKey),
    })
    setTeam(undefined)
    setReference('')
    setReason(undefined)
    await glassChanged()
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void send.run()
      }}
    >
      <Choice
        label={t('workspace.glass.team')}
        options={teams
          .filter((team) => !own.has(team.teamId))
          .map((team) => ({ value: team.teamId, label: team.name }))}
        value={teamId}
        onChange={setTeam}
        placeholder={t('workspace.glass.pick_team')}
      />
      <Radios
        label={t('workspace.glass.scope')}
        options={(['one', 'team'] as const).map((value) => ({
          value,
          label: t(`workspace.glass.scope.${value}`),
        }))}
        value={scope}
        onChange={setScope}
      />
      {scope === 'one' && (
        <Field
          label={t('workspace.glass.reference')}
          help={t('workspace.glass.reference_help')}
          value={reference}
          onChange={setReference}
          maxLength={40}
        />
      )}
      <Radios
        label={t('workspace.glass.reason')}
        options={glassReasons.map((value) => ({ value, label: t(`workspace.glass.reason.${value}`) }))}
        value={reason}
        onChange={setReason}
      />
      <Choice
        label={t('workspace.glass.hours')}
        options={hourChoices.map((value) => ({
          value,
          label: t('workspace.glass.hours_count', { hours: Number(value) }),
        }))}
        value={hours}
        onChange={setHours}
      />
      <Trouble>{send.problem}</Trouble>
      <div className="actions">
        <Button kind="main" type="submit" isDisabled={!ready} isPending={send.busy}>
          {t('workspace.glass.send')}
        </Button>
      </div>
    </form>
  )
}
