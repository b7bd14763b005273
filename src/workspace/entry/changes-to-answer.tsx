import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { answerChange, changesToAnswer } from '../../contracts/directory.ts'
import { ask, sentenceFor, type OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { say } from '../ui/notices.ts'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { ReasonForm } from '../vetting/reason-form.tsx'
import { ChangeView } from './change-view.tsx'
import { entryChanged, entryKey } from './entry.ts'
import './entry.css'

type Asked = OutputOf<typeof changesToAnswer>['changes'][number]

/** What those who keep entries ask to be changed, for reviewers of the line; nothing where nothing waits. */
export function ChangesToAnswer() {
  const t = useT()
  const { data, error } = useQuery({
    queryKey: [entryKey, t.locale, 'to-answer'],
    queryFn: () => ask(changesToAnswer, {}),
  })
  const changes = data?.changes ?? []
  if (changes.length === 0) return <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
  return (
    <section className="stack" aria-labelledby="changes-asked">
      <h2 id="changes-asked">{t('workspace.entry.asked')}</h2>
      <ul className="stack-small">
        {changes.map((one) => (
          <AskedCard key={one.changeNo} one={one} />
        ))}
      </ul>
    </section>
  )
}

function AskedCard({ one }: { one: Asked }) {
  const t = useT()
  const { serviceId, name, organisation, lang, changeNo, secret, mayAnswer } = one
  const [refusing, setRefusing] = useState(false)
  const title = t('workspace.entry.refuse_named', { name })
  const answer = async (said: 'accepted' | 'refused', why: string) => {
    await ask(answerChange, { changeNo, answer: said, why })
    await entryChanged()
    say(t(`workspace.entry.answer_said.${said}`, { name }))
  }
  const accept = useAction(() => answer('accepted', ''))
  return (
    <li className="card stack-small" aria-label={name}>
      <p>
        <Link to="/services/$serviceId" params={{ serviceId }} lang={lang}>
          {name}
        </Link>
        <span className="small soft"> · {organisation}</span>
      </p>
      <ChangeView change={one} />
      {secret && (
        <p className="banner" data-tone="trouble">
          {t('workspace.entry.secret')}
        </p>
      )}
      {!mayAnswer && <p className="small soft">{t('workspace.entry.yours')}</p>}
      <Trouble>{accept.problem}</Trouble>
      {mayAnswer && (
        <div className="row">
          <Button
            small
            kind="main"
            isPending={accept.busy}
            onPress={() => void accept.run()}
            aria-label={t('workspace.entry.accept_named', { name })}
          >
            {t('workspace.entry.accept')}
          </Button>
          <Button small onPress={() => setRefusing(true)} aria-label={title}>
            {t('workspace.entry.refuse')}
          </Button>
        </div>
      )}
      <Modal title={title} isOpen={refusing} onClose={() => setRefusing(false)}>
        <ReasonForm
          label={t('workspace.entry.refuse_why')}
          act={t('workspace.entry.refuse')}
          onSend={(why) => answer('refused', why)}
          onClose={() => setRefusing(false)}
        >
          <p>{t('workspace.entry.refuse_what')}</p>
        </ReasonForm>
      </Modal>
    </li>
  )
}
