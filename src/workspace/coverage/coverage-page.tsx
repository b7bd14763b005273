import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  coverage,
  coverageHours,
  coverageLanguages,
  coverageLevels,
  listNeeds,
  type CoverageHour,
  type CoverageLanguage,
} from '../../contracts/directory.ts'
import { ask, sentenceFor, type OutputOf } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { OneScreen } from '../app/screens.tsx'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { saveFile } from '../ui/save-file.ts'
import { dayText } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { AreaMap } from './area-map.tsx'
import { asCsv } from './csv.ts'
import './coverage.css'

export function CoverageScreen() {
  return (
    <OneScreen screen="vetting">
      <CoveragePage />
    </OneScreen>
  )
}

/** For coordinators and supervisors of the line: where nobody answers, for one need, in a language, at an hour. */
function CoveragePage() {
  const t = useT()
  const [need, setNeed] = useState('safe_bed')
  const [language, setLanguage] = useState<CoverageLanguage>('any')
  const [hour, setHour] = useState<CoverageHour>('night')
  const { data: known } = useQuery({ queryKey: ['needs', t.locale], queryFn: () => ask(listNeeds, {}) })
  const { data, error } = useQuery({
    queryKey: ['coverage', need, language, hour, t.locale],
    queryFn: () => ask(coverage, { need, language, hour }),
    // Another choice does not make the page jump.
    placeholderData: keepPreviousData,
  })
  const needs = known?.needs ?? []
  return (
    <div className="page coverage-page">
      <div className="stack-small">
        <h1>{t('workspace.coverage.title')}</h1>
        <p>{t('workspace.coverage.intro')}</p>
      </div>
      <div className="coverage-choices">
        <Choice
          label={t('workspace.coverage.need')}
          options={needs.map(({ code, label }) => ({ value: code, label }))}
          value={need}
          onChange={setNeed}
        />
        <Choice
          label={t('workspace.coverage.language')}
          options={coverageLanguages.map((value) => ({
            value,
            label: t(`workspace.coverage.language.${value}`),
          }))}
          value={language}
          onChange={setLanguage}
        />
        <Choice
          label={t('workspace.coverage.hour')}
          options={coverageHours.map((value) => ({ value, label: t(`workspace.coverage.hour.${value}`) }))}
          value={hour}
          onChange={setHour}
        />
      </div>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      {data && <Found view={data} name={`${need}-${language}-${hour}`} />}
    </div>
  )
}

type View = OutputOf<typeof coverage>

function Found({ view, name }: { view: View; name: string }) {
  const t = useT()
  const { takenOn, reachKm, areas, provinces, gaps, overTime, unmet } = view
  const none = areas.filter(({ level }) => level === 'none').length
  const told = t('workspace.coverage.told', { none, of: areas.length })
  return (
    <>
      {takenOn === undefined ? (
        <p className="soft">{t('workspace.coverage.not_yet')}</p>
      ) : (
        <>
          <p role="status">
            <strong>{told}</strong>
          </p>
          <p className="small soft">
            {t('workspace.coverage.how', { date: dayText(t.locale, takenOn), km: reachKm })}
          </p>
          <AreaMap areas={areas} label={told} />
          <Counts
            caption={t('workspace.coverage.by_province')}
            first={t('workspace.coverage.province')}
            rows={provinces.map(({ province, name: label, counts }) => ({ key: province, label, counts }))}
          />
          <section className="stack-small" aria-labelledby="coverage-gaps">
            <h2 id="coverage-gaps">{t('workspace.coverage.gaps')}</h2>
            <ol>
              {gaps.map((gap) => (
                <li key={gap.need + gap.province}>
                  {t('workspace.coverage.gap', {
                    need: gap.label,
                    province: gap.name,
                    none: gap.none,
                    of: gap.of,
                  })}
                </li>
              ))}
            </ol>
          </section>
          {overTime.length > 1 && (
            <Counts
              caption={t('workspace.coverage.over_time')}
              first={t('workspace.coverage.day')}
              rows={overTime.map(({ takenOn: day, counts }) => ({
                key: day,
                label: dayText(t.locale, day),
                counts,
              }))}
            />
          )}
          <div className="row">
            <Button
              onPress={() => saveFile(`northline-coverage-${name}-${takenOn}.csv`, asCsv(areas), 'text/csv')}
            >
              {t('workspace.coverage.download')}
            </Button>
          </div>
        </>
      )}
      <Unmet unmet={unmet} />
    </>
  )
}

type CountsRow = { key: string; label: string; counts: View['provinces'][number]['counts'] }

/** A table that is read row by row on a phone: there its cells stand below each other, each with its column's name. */
function Counts({ caption, first, rows }: { caption: string; first: string; rows: readonly CountsRow[] }) {
  const t = useT()
  return (
    // Said outright, since a browser forgets what a table is once its rows are drawn as blocks.
    <table className="coverage-table" role="table">
      <caption>{caption}</caption>
      <thead>
        <tr role="row">
          <th role="columnheader" scope="col">
            {first}
          </th>
          {coverageLevels.map((level) => (
            <th key={level} role="columnheader" scope="col">
              {t(`workspace.coverage.level.${level}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label, counts }) => (
          <tr key={key} role="row">
            <th role="rowheader" scope="row">
              {label}
            </th>
            {coverageLevels.map((level) => (
              <td key={level} role="cell" data-label={t(`workspace.coverage.level.${level}`)}>
                {counts[level].toLocaleString(t.locale)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Unmet({ unmet }: Pick<View, 'unmet'>) {
  const t = useT()
  return (
    <section className="stack-small" aria-labelledby="coverage-unmet">
      <h2 id="coverage-unmet">{t('workspace.coverage.unmet')}</h2>
      <p className="small soft">{t('workspace.coverage.unmet_what')}</p>
      {unmet.length === 0 && <p className="soft">{t('workspace.coverage.unmet_none')}</p>}
      <ul>
        {unmet.map(({ need, label, province, times }) => (
          <li key={need + (province ?? '')}>
            {province ?? t('workspace.coverage.unmet_anywhere')}
            {': '}
            {label}
            {' – '}
            {times === undefined
              ? t('workspace.coverage.unmet_few')
              : t('workspace.coverage.unmet_times', { count: times })}
          </li>
        ))}
      </ul>
    </section>
  )
}
