import { offerCard } from '../../contracts/directory.ts'
import { formatList, languageName } from '../../i18n/workspace.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { Button } from '../ui/button.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'

type OfferProps = { conversation: Conversation; chosen: ReadonlyMap<string, string>; onDone: () => void }

/** Puts the chosen services into the chat, as cards in the seeker's language. */
export function OfferBar({ conversation, chosen, onDone }: OfferProps) {
  const t = useT()
  const locale = useStore(conversation.state, (state) => state.item?.language ?? 'en')
  const offer = useAction(async () => {
    const cards = await Promise.all(
      [...chosen.keys()].map(async (serviceId) => (await ask(offerCard, { serviceId, locale })).card),
    )
    conversation.write({ kind: 'cards', cards })
    onDone()
  })
  return (
    <div className="offer-bar stack-small">
      <p className="small">{formatList(t.locale, [...chosen.values()])}</p>
      <Trouble>{offer.problem}</Trouble>
      <div className="row">
        <Button kind="main" isPending={offer.busy} onPress={() => void offer.run()}>
          {t('workspace.offer.send', { count: chosen.size, language: languageName(t.locale, locale) })}
        </Button>
        <Button kind="quiet" onPress={onDone}>
          {t('workspace.cancel')}
        </Button>
      </div>
    </div>
  )
}
