import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { decideDuplicate, duplicate, type DuplicateSide } from '../../contracts/directory.ts'
import { ask, sentenceFor, type OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { say } from '../ui/notices.ts'
import { PageHeading } from '../ui/page-heading.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { duplicatesChanged, duplicatesKey, type PairIds } from './duplicates.ts'
import { EvidenceView } from './evidence-view.tsx'

/** Two entries side by side, line by line, and what is to become of them. */
export function PairView({ ids, onBack }: { ids: PairIds; onBack: () => void }) {
  const t = useT()
  const { data, error } = useQuery({
    queryKey: [duplicatesKey, ids.firstId, ids.secondId, t.locale],
    queryFn: () => ask(duplicate, ids),
    // Never as it was when it was last looked at.
    gcTime: 0,
  })
  return (
    <div className="page">
      <div className="row">
        <Button kind="quiet" onPress={onBack}>
          {t('workspace.duplicates.back')}
        </Button>
      </div>
      <PageHeading focus>{t('workspace.duplicates.compare_title')}</PageHeading>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      {data && <Pair ids={ids} view={data} onDone={onBack} />}
    </div>
  )
}

type View = OutputOf<typeof duplicate>

function Pair({ ids, view, onDone }: { ids: PairIds; view: View; onDone: () => void }) {
  const t = useT()
  const { first, second, evidence, no } = view
  const [why, setWhy] = useState('')
  const decide = useAction(async (kept?: string) => {
    const decision =
      kept === undefined
        ? ({ decision: 'different' } as const)
        : ({ decision: 'same', keptId: kept } as const)
    await ask(decideDuplicate, { ...ids, ...decision, why: why.trim(), seen: no })
    say(t(kept === undefined ? 'workspace.duplicates.said_different' : 'workspace.duplicates.said_same'))
    await duplicatesChanged()
    onDone()
  })
  return (
    <>
      <EvidenceView evidence={evidence} />
      <p className="small soft">{t('workspace.duplicates.what_follows')}</p>
      <Field
        label={t('workspace.duplicates.why')}
        help={t('workspace.vetting.no_seekers')}
        value={why}
        onChange={setWhy}
        maxLength={1_000}
        rows={2}
      />
      <Trouble>{decide.problem}</Trouble>
      <div className="duplicate-sides">
        {[first, second].map((side) => (
          <Side key={side.serviceId} side={side}>
            <Button
              isDisabled={side.cannotStay !== undefined}
              isPending={decide.busy}
              onPress={() => void decide.run(side.serviceId)}
              aria-label={t('workspace.duplicates.keep_named', { name: side.name, source: side.source })}
            >
              {t('workspace.duplicates.keep')}
            </Button>
            {side.cannotStay && (
              <p className="small">{t(`workspace.duplicates.cannot_stay.${side.cannotStay}`)}</p>
            )}
          </Side>
        ))}
      </div>
      <div className="row">
        <Button isPending={decide.busy} onPress={() => void decide.run()}>
          {t('workspace.duplicates.different')}
        </Button>
      </div>
    </>
  )
}

function Side({ side, children }: { side: DuplicateSide; children: ReactNode }) {
  const t = useT()
  const lines: [string, readonly string[]][] = [
    ['where', side.where],
    ['phones', side.phones],
    ['web', [side.url, side.email].filter((one) => one !== undefined)],
    ['hours', [side.hours]],
    ['summary', [side.summary]],
    ['for_whom', [side.forWhom]],
    ['needs', side.needs],
    ['languages', side.languages],
    ['sharing', [side.sharing]],
    ['vetting', [side.vetting]],
  ]
  return (
    <section className="card stack-small" aria-label={`${side.name}, ${side.source}`}>
      <h2 lang={side.lang}>{side.name}</h2>
      <p className="small soft">
        {side.organisation} · {t('workspace.duplicates.source', { source: side.source })}
      </p>
      <dl className="duplicate-lines">
        {lines.map(([name, values]) => {
          const said = values.filter((value) => value !== '')
          return (
            <div key={name}>
              <dt className="small soft">{t(`workspace.duplicates.line.${name as 'where'}`)}</dt>
              <dd className="wrap">
                {said.length > 0 ? (
                  <bdi>{said.join(', ')}</bdi>
                ) : (
                  <span className="soft">{t('workspace.duplicates.not_said')}</span>
                )}
              </dd>
            </div>
          )
        })}
      </dl>
      <div className="stack-small">
        {side.kept && <p className="small">{t('workspace.duplicates.kept')}</p>}
        {children}
      </div>
    </section>
  )
}
