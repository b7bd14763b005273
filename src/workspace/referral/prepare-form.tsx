import { useQuery } from '@tanstack/react-query'
import { longestPacketDays } from '../../contracts/referrals.ts'
import { randomId } from '../../kernel/index.ts'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { ReceiverTrust, useReceiverTrust } from '../trust/receiver-trust.tsx'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { changeReferral, dropForm, referralDraft, type ReferralForm } from './referral-draft.ts'
import { consentFields, seekerWords, type ConsentFieldKey } from './seeker-words.ts'

type FormProps = { conversation: Conversation; form: ReferralForm }

const days = ['1', '2', '3', '7'].filter((day) => Number(day) <= longestPacketDays)

/** What the service would be told. Every field may stay empty; nothing leaves before the person's yes. */
export function PrepareForm({ conversation, form }: FormProps) {
  const t = useT()
  const language = useStore(conversation.state, (state) => state.item?.language ?? 'en')
  const words = useQuery({
    queryKey: ['seeker-words', language],
    queryFn: () => seekerWords(language),
    staleTime: Infinity,
  })
  const trust = useReceiverTrust(form.to.teamId)
  const change = (part: Partial<ReferralForm>) =>
    changeReferral(conversation.id, { form: { ...form, ...part } })
  const filled = consentFields.filter((key) => (form.values[key] ?? '').trim() !== '')
  const send = useAction(async () => {
    const { labels, why } = words.data ?? (await seekerWords(language))
    const askId = randomId()
    const { teamId, organisation, service } = form.to
    conversation.write({
      kind: 'consent-ask',
      askId,
      to: { teamId, organisation, service },
      why: form.why?.trim() || why,
      until: new Date(Date.now() + form.days * 86_400_000).toISOString(),
      fields: filled.map((key) => ({ key, label: labels[key], value: (form.values[key] ?? '').trim() })),
    })
    const { holds } = referralDraft(conversation.id)
    if (form.holdAskId !== undefined) {
      changeReferral(conversation.id, { holds: { ...holds, [askId]: form.holdAskId } })
    }
    dropForm(conversation.id)
  })
  return (
    <form
      className="card stack"
      aria-labelledby="prepare-title"
      onSubmit={(event) => {
        event.preventDefault()
        if (filled.length > 0 && trust?.verified !== false) void send.run()
      }}
    >
      <div>
        <h3 id="prepare-title">{t('workspace.prepare.title', { service: form.to.service })}</h3>
        <p className="small soft">{t('workspace.prepare.what', { organisation: form.to.organisation })}</p>
      </div>
      <ReceiverTrust trust={trust} />
      {consentFields.map((key) => (
        <Field
          key={key}
          label={t(`workspace.prepare.${key}`)}
          help={helpFor(key, t)}
          value={form.values[key] ?? ''}
          onChange={(value) => change({ values: { ...form.values, [key]: value } })}
          maxLength={2_000}
          {...(key === 'needs' || key === 'safety' ? { rows: 2 } : {})}
        />
      ))}
      <Field
        label={t('workspace.prepare.why')}
        help={t('workspace.prepare.why_help', { why: words.data?.why ?? '' })}
        value={form.why ?? ''}
        onChange={(why) => change({ why })}
        maxLength={400}
      />
      <Choice
        label={t('workspace.prepare.until')}
        options={days.map((value) => ({
          value,
          label: t('workspace.prepare.days', { count: Number(value) }),
        }))}
        value={String(form.days)}
        onChange={(value) => change({ days: Number(value) })}
      />
      <Trouble>{send.problem}</Trouble>
      <div className="row">
        <Button
          kind="main"
          type="submit"
          isDisabled={filled.length === 0 || trust?.verified === false}
          isPending={send.busy}
        >
          {t('workspace.prepare.send')}
        </Button>
        <Button kind="quiet" onPress={() => dropForm(conversation.id)}>
          {t('workspace.prepare.drop')}
        </Button>
      </div>
      {filled.length === 0 && <p className="small soft">{t('workspace.prepare.one_at_least')}</p>}
    </form>
  )
}

function helpFor(key: ConsentFieldKey, t: ReturnType<typeof useT>): string | undefined {
  if (key === 'name') return t('workspace.prepare.name_help')
  if (key === 'contact') return t('workspace.prepare.contact_help')
  return undefined
}
