import type { DeskItem } from '../../contracts/conversations.ts'
import { useIsDraft } from '../app/installation.ts'
import { useT } from '../app/language.ts'

/** What the server knows of a conversation that matters before it is opened. */
export function Badges({ item }: { item: DeskItem }) {
  const t = useT()
  const draft = useIsDraft(item.language)
  const shown = [
    item.ringing && item.state === 'waiting' && (['care', t('workspace.badge.rings')] as const),
    item.backInQueue && item.state === 'waiting' && (['care', t('workspace.badge.back')] as const),
    item.unchecked && (['care', t('workspace.badge.unchecked')] as const),
    item.deletionAskedAt && (['care', t('workspace.badge.deletion_asked')] as const),
    item.leftMessage && (['accent', t('workspace.badge.left_message')] as const),
    !item.seekerHere && !item.leftMessage && (['quiet', t('workspace.badge.away')] as const),
    item.serverReadable && (['quiet', t('workspace.badge.server_sealed')] as const),
    draft && (['quiet', t('workspace.draft_locale')] as const),
  ].filter((badge) => badge !== false && badge !== undefined)
  if (shown.length === 0) return null
  return (
    <ul className="row">
      {shown.map(([tone, text]) => (
        <li key={text} className="badge" data-tone={tone}>
          {text}
        </li>
      ))}
    </ul>
  )
}
