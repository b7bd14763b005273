import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { feedbackToSee, lookedAtFeedback, type Feedback } from '../../contracts/directory.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { say } from '../ui/notices.ts'
import { dayText } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'

const feedbackKey = 'feedback'

/** What people say did not work, for reviewers of the line; nothing where nobody said anything. */
export function FeedbackList() {
  const t = useT()
  const { data, error } = useQuery({
    queryKey: [feedbackKey, t.locale],
    queryFn: () => ask(feedbackToSee, {}),
  })
  const services = data?.services ?? []
  if (services.length === 0) return <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
  return (
    <section className="stack" aria-labelledby="feedback">
      <h2 id="feedback">{t('workspace.feedback.title')}</h2>
      <p className="soft small">{t('workspace.feedback.what')}</p>
      <ul className="stack-small">
        {services.map((one) => (
          <FeedbackCard key={one.serviceId} one={one} />
        ))}
      </ul>
    </section>
  )
}

function FeedbackCard({ one }: { one: Feedback }) {
  const t = useT()
  const { serviceId, name, organisation, lang, urgent, said, week, last } = one
  const [note, setNote] = useState('')
  const looked = useAction(async () => {
    await ask(lookedAtFeedback, { serviceId, last, note: note.trim() })
    await queries.invalidateQueries({ queryKey: [feedbackKey] })
    say(t('workspace.feedback.done', { name }))
  })
  return (
    <li className="card stack-small" aria-label={name}>
      <div className="row-apart">
        <h3>
          <Link to="/services/$serviceId" params={{ serviceId }} lang={lang}>
            {name}
          </Link>
        </h3>
        {urgent && (
          <span className="badge" data-tone="trouble">
            {t('workspace.feedback.urgent')}
          </span>
        )}
      </div>
      <p className="small soft">{organisation}</p>
      <ul>
        {said.map(({ what, people, line }) => (
          <li key={what}>
            {t(`directory.feedback.${what}`)}
            <span className="small soft">
              {' · '}
              {[
                people > 0 ? t('workspace.feedback.people', { count: people }) : '',
                line > 0 ? t('workspace.feedback.line', { count: line }) : '',
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
      <p className="small soft">{t('workspace.feedback.week', { date: dayText(t.locale, week) })}</p>
      <Field
        label={t('workspace.feedback.note')}
        help={t('workspace.vetting.no_seekers')}
        value={note}
        onChange={setNote}
        maxLength={1_000}
      />
      <Trouble>{looked.problem}</Trouble>
      <div className="row">
        <Button
          small
          isPending={looked.busy}
          onPress={() => void looked.run()}
          aria-label={t('workspace.feedback.looked_named', { name })}
        >
          {t('workspace.feedback.looked')}
        </Button>
      </div>
    </li>
  )
}
