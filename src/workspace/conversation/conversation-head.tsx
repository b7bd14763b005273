import { useState } from 'react'
import { languageName } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { closeConversation, end, letGo } from '../desk/desk.ts'
import { Badges } from '../desk/queue-badges.tsx'
import { regionName } from '../desk/region-name.ts'
import { sayWhyStaying } from '../referral/send-referral.ts'
import { AskHold } from '../holds/ask-hold.tsx'
import { useDraft } from '../session/drafts.ts'
import { teamsWith } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import type { ConversationState } from './conversation-state.ts'
import type { Conversation } from './conversation.ts'
import { guidanceFor } from './guidance.ts'
import { HandOver } from './hand-over.tsx'

type HeadProps = { conversation: Conversation; state: ConversationState; mine: boolean }

/** Where this conversation stands, one line of guidance, and how to let it go. */
export function ConversationHead({ conversation, state, mine }: HeadProps) {
  const t = useT()
  const [asked, setAsked] = useState<'hand-over' | 'release' | 'end' | 'hold'>()
  const action = useAction((verb: typeof letGo) => verb(conversation.id), sayWhyStaying)
  const [typed] = useDraft(`text.${conversation.id}`, '')
  const { item } = state
  const supervises = teamsWith(useSession(), 'supervisor').some(({ teamId }) => teamId === item?.teamId)
  if (!item) return <div className="talk-head soft">{t('workspace.conversation.opening')}</div>
  return (
    <div className="talk-head">
      <div className="row-apart">
        <p>
          <strong>{languageName(t.locale, item.language)}</strong>{' '}
          <span className="soft small">
            {item.region === undefined ? '' : `${regionName(item.region)} · `}
            {t('workspace.conversation.since')} <Moment at={item.openedAt} />
          </span>
        </p>
        {mine ? (
          <div className="row">
            <Button small kind="quiet" onPress={() => setAsked('hand-over')}>
              {t('workspace.conversation.hand_over')}
            </Button>
            <Button small kind="quiet" onPress={() => setAsked('release')}>
              {t('workspace.conversation.release')}
            </Button>
            <Button small kind="quiet" onPress={() => setAsked('end')}>
              {t('workspace.conversation.end')}
            </Button>
          </div>
        ) : (
          <Button small kind="quiet" onPress={() => closeConversation(conversation.id)}>
            {t('workspace.close')}
          </Button>
        )}
      </div>
      <Badges item={item} />
      {supervises && (
        <p>
          <Button small kind="quiet" onPress={() => setAsked('hold')}>
            {t('workspace.holds.ask')}
          </Button>
        </p>
      )}
      <p className="guidance">{t(guidanceFor(state))}</p>
      <Trouble>{state.problem}</Trouble>
      <HandOver
        conversation={conversation}
        isOpen={asked === 'hand-over'}
        onClose={() => setAsked(undefined)}
      />
      <AskHold
        conversationId={conversation.id}
        isOpen={asked === 'hold'}
        onClose={() => setAsked(undefined)}
      />
      {(['release', 'end'] as const).map((verb) => (
        <Modal
          key={verb}
          title={t(`workspace.conversation.${verb}_title`)}
          isOpen={asked === verb}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`workspace.conversation.${verb}_what`)}</p>
          {(state.outgoing.length > 0 || typed !== '') && (
            <p className="banner" data-tone="care">
              {t('workspace.conversation.unsent')}
            </p>
          )}
          <Trouble>{action.problem}</Trouble>
          <div className="actions">
            <Button onPress={() => setAsked(undefined)}>{t('workspace.cancel')}</Button>
            <Button
              kind="main"
              isPending={action.busy}
              onPress={() => void action.run(verb === 'end' ? end : letGo)}
            >
              {t(`workspace.conversation.${verb}`)}
            </Button>
          </div>
        </Modal>
      ))}
    </div>
  )
}
