import { useQuery } from '@tanstack/react-query'
import { memberFingerprint } from '../../sealing/index.ts'
import { useT } from '../app/language.ts'
import { currentMember } from '../session/session.ts'

/**
 * The fingerprint of one's own keys as this browser holds them, to be read out to whoever signs: so not
 * even the server that carries the request can put other keys under one's name.
 */
export function OwnKey() {
  const t = useT()
  const member = currentMember()
  const { data } = useQuery({
    queryKey: ['own-key', member?.memberId],
    queryFn: () => (member ? memberFingerprint(member.pair.publicKey, member.signer.publicKey) : null),
    staleTime: Infinity,
  })
  if (!data) return null
  return (
    <p className="soft">
      {t('workspace.trust.your_key')}{' '}
      <code className="fingerprint" translate="no">
        {data}
      </code>
      <br />
      <span className="small">{t('workspace.trust.your_key_what')}</span>
    </p>
  )
}
