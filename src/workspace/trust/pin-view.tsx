import { useQuery } from '@tanstack/react-query'
import { formatList } from '../../i18n/workspace.ts'
import { organisationFingerprint } from '../../sealing/index.ts'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { Button } from '../ui/button.tsx'
import { acceptPins, pinMemory } from './pin-memory.ts'
import { pins } from './pins.ts'

/** The organisations whose keys are pinned, in words. */
export function usePinned(): string {
  const { locale } = useT()
  return formatList(
    locale,
    pins.map(({ organisation }) => organisation),
  )
}

/** The fingerprints of the pinned keys, to be compared with paper. */
export function Fingerprints() {
  const { data = [] } = useQuery({
    queryKey: ['fingerprints'],
    queryFn: () =>
      Promise.all(
        pins.map(async ({ organisation, publicKey }) => ({
          organisation,
          fingerprint: await organisationFingerprint(decode(publicKey)),
        })),
      ),
    staleTime: Infinity,
  })
  return (
    <ul className="stack-small">
      {data.map(({ organisation, fingerprint }) => (
        <li key={fingerprint}>
          {organisation}
          <br />
          <code className="fingerprint" translate="no">
            {fingerprint}
          </code>
        </li>
      ))}
    </ul>
  )
}

/** In front of signing in: another organisation key than this browser knew. */
export function PinChange() {
  const t = useT()
  const memory = useStore(pinMemory, (state) => state)
  if (memory === 'same') return null
  return (
    <div className="banner" data-tone="trouble" role="alert">
      <strong>{t('workspace.trust.changed_title')}</strong>
      <p>{t(memory === 'gone' ? 'workspace.trust.gone' : 'workspace.trust.changed')}</p>
      <Fingerprints />
      <div>
        <Button small onPress={acceptPins}>
          {t('workspace.trust.compared')}
        </Button>
      </div>
    </div>
  )
}

/** How far the keys can be trusted, in one sentence. */
export function TrustInShort() {
  const t = useT()
  const organisations = usePinned()
  return (
    <>
      {pins.length === 0 ? t('workspace.trust.short') : t('workspace.trust.short_pinned', { organisations })}
    </>
  )
}

/** The same, in full. */
export function TrustInFull() {
  const t = useT()
  const organisations = usePinned()
  if (pins.length === 0) return <p className="soft">{t('workspace.trust.what')}</p>
  return (
    <>
      <p className="soft">{t('workspace.trust.what_pinned', { organisations })}</p>
      <Fingerprints />
    </>
  )
}
