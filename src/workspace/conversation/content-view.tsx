import type { Content, ContentOf } from '../../contracts/content.ts'
import { formatList } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { Fold } from '../ui/fold.tsx'
import { Moment } from '../ui/time.tsx'
import type { ThreadLine } from './conversation-state.ts'

/** What lies inside a line. Everything is plain text: nothing in it is ever markup or a link. */
export function ContentView({ content, lines }: { content: Content; lines: readonly ThreadLine[] }) {
  const t = useT()
  switch (content.kind) {
    case 'text':
      return (
        <p className="lines" dir="auto" translate="no">
          {content.text}
        </p>
      )
    case 'cards':
      return <Cards content={content} />
    case 'left-message':
      return (
        <>
          <p className="lines" dir="auto" translate="no">
            {content.text}
          </p>
          {content.safeTime && (
            <p className="small">{t('workspace.said.safe_time', { when: content.safeTime })}</p>
          )}
          {content.safeWay && (
            <p className="small">{t('workspace.said.safe_way', { how: content.safeWay })}</p>
          )}
        </>
      )
    case 'consent-ask':
      return <ConsentAsk content={content} />
    case 'consent-answer':
    case 'consent-read-back': {
      const yes = content.kind === 'consent-read-back' || content.yes
      const fields = formatList(t.locale, labelsOf(content.askId, content.ticked, lines))
      if (!yes) return <p>{t('workspace.said.consent_no')}</p>
      const key =
        content.kind === 'consent-answer' ? 'workspace.said.consent_yes' : 'workspace.said.read_back'
      return <p>{t(key, { fields })}</p>
    }
    case 'hold':
      return (
        <p>
          {t('workspace.said.hold', { service: content.service })} <Moment at={content.until} />
        </p>
      )
    case 'referral-sent':
      return <p>{t('workspace.said.referral_sent', { service: content.service })}</p>
    case 'returned':
      return <p>{t(`workspace.said.returned_${content.how}`)}</p>
    case 'keep':
      return <p>{t('workspace.said.keep')}</p>
    case 'words-seen':
      return <p>{t('workspace.said.words_seen')}</p>
  }
}

function Cards({ content }: { content: ContentOf<'cards'> }) {
  const t = useT()
  return (
    <div className="stack-small">
      <p className="small soft">{t('workspace.said.cards', { count: content.cards.length })}</p>
      {content.cards.map((card) => (
        <Fold key={card.serviceId} label={`${card.name} · ${card.organisation}`}>
          <div className="stack-small" dir="auto">
            {[
              card.caution,
              card.what,
              card.when,
              card.forWhom,
              card.bring,
              card.sharing,
              card.area,
              card.contact,
            ]
              .filter((text) => text !== undefined && text !== '')
              .map((text) => (
                <p key={text} className="small">
                  {text}
                </p>
              ))}
          </div>
        </Fold>
      ))}
    </div>
  )
}

function ConsentAsk({ content }: { content: ContentOf<'consent-ask'> }) {
  const t = useT()
  return (
    <div className="stack-small">
      <p>{t('workspace.said.consent_ask', { organisation: content.to.organisation })}</p>
      <ul className="stack-small">
        {content.fields.map(({ key, label, value }) => (
          <li key={key} className="small" dir="auto">
            <strong>{label}</strong> {value}
          </li>
        ))}
      </ul>
    </div>
  )
}

function labelsOf(askId: string, ticked: readonly string[], lines: readonly ThreadLine[]): string[] {
  const ask = lines.find(
    (line) => line.content?.kind === 'consent-ask' && line.content.askId === askId,
  )?.content
  const fields = ask?.kind === 'consent-ask' ? ask.fields : []
  return ticked.map((key) => fields.find((field) => field.key === key)?.label ?? key)
}
