import { formatList, languageName } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { useColleagues } from '../desk/colleagues.ts'
import { giveTo } from '../desk/desk.ts'
import { sayWhyStaying } from '../referral/send-referral.ts'
import { useDraft } from '../session/drafts.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import type { Conversation } from './conversation.ts'

type HandOverProps = { conversation: Conversation; isOpen: boolean; onClose: () => void }

/** At shift change: a colleague on duty gets the conversation with everything in it. */
export function HandOver({ conversation, isOpen, onClose }: HandOverProps) {
  const t = useT()
  const me = useSession().member.id
  const teamId = conversation.state.get().item?.teamId
  const { data, isPending } = useColleagues(isOpen)
  const [typed] = useDraft(`text.${conversation.id}`, '')
  const give = useAction((memberId: string) => giveTo(conversation.id, memberId), sayWhyStaying)
  const others = (data?.members ?? []).filter((member) => member.memberId !== me && member.teamId === teamId)
  return (
    <Modal title={t('workspace.hand_over.title')} isOpen={isOpen} onClose={onClose}>
      <p>{t('workspace.hand_over.what')}</p>
      {typed !== '' && (
        <p className="banner" data-tone="care">
          {t('workspace.conversation.unsent')}
        </p>
      )}
      <Trouble>{give.problem}</Trouble>
      {!isPending && others.length === 0 && <p className="banner">{t('workspace.hand_over.nobody')}</p>}
      <ul className="stack-small">
        {others.map((member) => (
          <li key={member.memberId} className="card">
            <div className="row-apart">
              <span>
                <strong>{member.name ?? t('workspace.member_unnamed')}</strong>{' '}
                <span className="soft small">
                  {formatList(
                    t.locale,
                    member.languages.map((tag) => languageName(t.locale, tag)),
                  )}{' '}
                  · {t('workspace.duty.has', { count: member.conversations })}
                </span>
              </span>
              <Button small isPending={give.busy} onPress={() => void give.run(member.memberId)}>
                {t('workspace.hand_over.give')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <div className="actions">
        <Button onPress={onClose}>{t('workspace.cancel')}</Button>
      </div>
    </Modal>
  )
}
