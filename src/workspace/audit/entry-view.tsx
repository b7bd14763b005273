import type { ReactNode } from 'react'
import type { AuditEntryView } from '../../contracts/audit.ts'
import { useT, type WorkspaceTranslate } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/time.tsx'
import { actionText, kindText, shortName } from './actions.ts'

/** Whose names mean a seeker's record: they can be gathered by it, and lead to nobody. */
const recordKinds = new Set(['conversation', 'visit', 'receipt', 'ask', 'referral', 'mailbox'])

/** Who did it. Whoever signs in is nobody yet: it is the one whom they sign in as. */
function whoText(t: WorkspaceTranslate, { who, subject }: AuditEntryView): string {
  if (who.kind === 'public' && subject?.memberName !== undefined) return subject.memberName
  if (who.kind !== 'member') return t(`workspace.audit.who_${who.kind}`)
  return who.name ?? t('workspace.audit.who_unknown')
}

/** Why, or for a sign-in how. */
function whyText(t: WorkspaceTranslate, purpose: string): string {
  if (purpose === 'passkey' || purpose === 'passphrase') return t(`workspace.audit.how_${purpose}`)
  return t('workspace.audit.why', { purpose: purpose.replaceAll('_', ' ') })
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
  const { action, subject, purpose, number, at } = entry
  const who = whoText(t, entry)
  const isRecord = subject !== undefined && recordKinds.has(subject.kind)
  return (
    <li className="card audit-entry">
      <p>
        <strong>{who}</strong> {actionText(t, action)}
        {subject?.memberName !== undefined && subject.memberName !== who && `: ${subject.memberName}`}
      </p>
      <p className="small soft audit-facts">
        <Moment at={at} />
        {isRecord && (
          <span>
            {kindText(t, subject.kind)}, {t('workspace.audit.record', { ref: shortName(subject.name) })}
          </span>
        )}
        {purpose !== undefined && <span>{whyText(t, purpose)}</span>}
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
        <Button small kind="quiet" onPress={() => onRecord(subject.name)}>
          {t('workspace.audit.only_record', { ref: shortName(subject.name) })}
        </Button>
      )}
    </li>
  )
}
