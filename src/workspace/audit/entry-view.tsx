import type { ReactNode } from 'react'
import type { AuditEntryView } from '../../contracts/audit.ts'
import { useT, type WorkspaceTranslate } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/time.tsx'
import { actionText, kindText, shortName } from './actions.ts'

/** Whose names mean a seeker's record: they can be gathered by it, and lead to nobody. */
const recordKinds = new Set(['conversation', 'visit', 'receipt', 'ask', 'referral', 'mailbox'])

function whoText(t: WorkspaceTranslate, who: AuditEntryView['who']): string {
  if (who.kind !== 'member') return t(`workspace.audit.who_${who.kind}`)
  return who.name ?? t('workspace.audit.who_unknown')
}

type EntryProps = {
  entry: AuditEntryView
  /** Shows everything about one record. */
  onRecord?: (name: string) => void
  children?: ReactNode
}

/** Who did what, to what, when. */
export function EntryView({ entry, onRecord, children }: EntryProps) {
  const t = useT()
  const { who, action, subject, purpose, number, at } = entry
  const isRecord = subject !== undefined && recordKinds.has(subject.kind)
  return (
    <li className="card audit-entry">
      <p>
        <strong>{whoText(t, who)}</strong> {actionText(t, action)}
        {subject?.memberName !== undefined && `: ${subject.memberName}`}
      </p>
      <p className="small soft audit-facts">
        <Moment at={at} />
        {isRecord && (
          <span>
            {kindText(t, subject.kind)}, {t('workspace.audit.record', { ref: shortName(subject.name) })}
          </span>
        )}
        {purpose !== undefined && (
          <span>{t('workspace.audit.why', { purpose: purpose.replaceAll('_', ' ') })}</span>
        )}
        {onRecord && (
          <span>
            {number === undefined
              ? t('workspace.audit.open_number')
              : t('workspace.audit.number', { number: String(number) })}
          </span>
        )}
        {children}
      </p>
      {isRecord && onRecord && (
        <Button
          small
          kind="quiet"
          onPress={() => onRecord(subject.name)}
          aria-label={t('workspace.audit.only_record_named', { ref: shortName(subject.name) })}
        >
          {t('workspace.audit.only_record')}
        </Button>
      )}
    </li>
  )
}
