import type { DuplicatePair } from '../../contracts/directory.ts'
import { useT } from '../app/language.ts'

/** What speaks for two entries being one, and what against it, in words and not by colour. */
export function EvidenceView({ evidence }: Pick<DuplicatePair, 'evidence'>) {
  const t = useT()
  return (
    <dl className="duplicate-evidence">
      {([true, false] as const).map((side) => {
        const own = evidence.filter((one) => one.for === side)
        if (own.length === 0) return null
        return (
          <div key={String(side)}>
            <dt>{t(side ? 'workspace.duplicates.for' : 'workspace.duplicates.against')}</dt>
            {own.map(({ code, what }) => (
              <dd key={code} className="wrap">
                {t(`workspace.duplicates.evidence.${code}`)}
                {what !== undefined && (
                  <>
                    {': '}
                    <bdi>{what}</bdi>
                  </>
                )}
              </dd>
            ))}
          </div>
        )
      })}
    </dl>
  )
}
