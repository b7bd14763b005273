import { readCertificate } from '../../sealing/index.ts'
import { formatLongDate } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { zone } from '../ui/time.tsx'
import { pins } from './pins.ts'
import type { ListedMember } from './sign-epoch.ts'

/** Whether a colleague's keys are signed, for the list of the team; nothing where no organisation key is pinned. */
export function MemberStanding({ member }: { member: ListedMember }) {
  const t = useT()
  if (pins.length === 0 || member.publicKey === null) return null
  const certificate = member.certificate ? readCertificate(member.certificate.statement) : undefined
  if (certificate?.subject.kind !== 'member') return <> · {t('workspace.team.keys_unsigned')}</>
  if (certificate.subject.publicKey !== member.publicKey)
    return <> · {t('workspace.team.keys_contradicted')}</>
  const date = formatLongDate(t.locale, new Date(certificate.notAfter), zone)
  return <> · {t('workspace.team.keys_signed', { date })}</>
}
