import { useT } from '../app/language.ts'
import { keepDraft, readDraft } from '../session/drafts.ts'
import { Button } from '../ui/button.tsx'
import { ContentView } from './content-view.tsx'
import type { Outgoing } from './conversation-state.ts'
import type { Conversation } from './conversation.ts'

/** Written here and not yet acknowledged: shown at once, with what is happening to it. */
export function OutgoingView({ item, conversation }: { item: Outgoing; conversation: Conversation }) {
  const t = useT()
  const takeBack = () => {
    const content = conversation.take(item.localId)
    if (content?.kind !== 'text') return
    const name = `text.${conversation.id}`
    keepDraft(name, [content.text, readDraft<string>(name)].filter(Boolean).join('\n'))
  }
  const contradicted = (item.readers?.contradicted.length ?? 0) > 0
  return (
    <li className="said" data-author="responder">
      <div className="bubble">
        <ContentView content={item.content} lines={[]} />
      </div>
      <p className="by">{item.problem ?? t(`workspace.outgoing.${item.state}`)}</p>
      {item.state === 'unverified' && (
        <p className="mark">
          {t(contradicted ? 'workspace.outgoing.contradicted' : 'workspace.outgoing.unknown')}
        </p>
      )}
      {(item.state === 'refused' || item.state === 'unverified') && (
        <div className="row">
          <Button small onPress={() => conversation.retry(item.localId)}>
            {t('workspace.outgoing.again')}
          </Button>
          {item.state === 'unverified' && !contradicted && (
            <Button small onPress={() => conversation.retry(item.localId, true)}>
              {t('workspace.outgoing.anyway')}
            </Button>
          )}
          <Button small onPress={takeBack}>
            {t('workspace.outgoing.take_back')}
          </Button>
        </div>
      )}
    </li>
  )
}
