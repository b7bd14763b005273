import { useQuery } from '@tanstack/react-query'
import { teamKey } from '../../contracts/identity.ts'
import { formatLongDate } from '../../i18n/workspace.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { zone } from '../ui/time.tsx'
import { trustIn, type Trust } from './team-key.ts'

/** What the current key of a receiving team is worth; undefined while that is not known. */
export function useReceiverTrust(teamId: string | undefined): Trust | undefined {
  return useQuery({
    queryKey: ['receiver-trust', teamId],
    queryFn: async () => {
      const { epoch } = await ask(teamKey, { teamId: teamId ?? '' })
      return trustIn({ teamId: teamId ?? '', epochId: epoch.id, publicKey: decode(epoch.publicKey) })
    },
    enabled: teamId !== undefined,
    staleTime: 60_000,
  }).data
}

/** To whom it would be sealed, in the words that were signed; or that only the telephone is left. */
export function ReceiverTrust({ trust }: { trust: Trust | undefined }) {
  const t = useT()
  if (!trust || trust.verified === 'server') return null
  if (!trust.verified) {
    return (
      <p className="banner" data-tone="care" role="status">
        {t('workspace.hit.key_unverified')} {t(`workspace.trust.why_${trust.why}`)}
      </p>
    )
  }
  const { team, organisation, until } = trust
  return (
    <p className="small soft">
      {t('workspace.trust.receiver_is', {
        team,
        organisation: organisation.name,
        date: formatLongDate(t.locale, until, zone),
      })}
    </p>
  )
}
