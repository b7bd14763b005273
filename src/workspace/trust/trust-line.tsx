import { formatLongDate } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import { zone } from '../ui/time.tsx'
import { teamTrust } from './team-key.ts'

/** What a team's key is worth: whose signature it bears and until when, why it is refused, or that it is the server's word. */
export function TrustLine({ teamId, quiet = false }: { teamId: string; quiet?: boolean }) {
  const t = useT()
  const trust = useStore(teamTrust, (known) => known.get(teamId))
  if (!trust) return null
  if (trust.verified === 'server') return <p className="small soft">{t('workspace.trust.short')}</p>
  if (trust.verified) {
    const { organisation, until } = trust
    const date = formatLongDate(t.locale, until, zone)
    const text = t('workspace.trust.verified', { organisation: organisation.name, date })
    if (quiet) return <p className="small soft">{text}</p>
    return (
      <p>
        <span className="badge" data-tone="good">
          {text}
        </span>
      </p>
    )
  }
  return (
    <p className="banner" data-tone="care">
      {t('workspace.trust.unverified')} {t(`workspace.trust.why_${trust.why}`)}
    </p>
  )
}
