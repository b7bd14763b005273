import { coverageLevels, type CoverageLevel } from '../../contracts/directory.ts'
import { useT } from '../app/language.ts'
import { mapSize, project } from './projection.ts'

type Area = { code: string; latitude: number; longitude: number; level: CoverageLevel }

/** A mark for each level, told apart by its form and not by colour alone. */
function Mark({ x, y, level }: { x: number; y: number; level: CoverageLevel }) {
  if (level === 'near') return <circle className="mark-near" cx={x} cy={y} r={4.5} />
  if (level === 'afar') return <circle className="mark-afar" cx={x} cy={y} r={4} />
  if (level === 'unknown') return <circle className="mark-unknown" cx={x} cy={y} r={2.5} />
  return <path className="mark-none" d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`} />
}

/** Every postal area as a mark where it lies. The tables beside it say the same in words. */
export function AreaMap({ areas, label }: { areas: readonly Area[]; label: string }) {
  const t = useT()
  // What nobody serves is drawn last, and so on top.
  const inOrder = coverageLevels.toReversed().flatMap((level) => areas.filter((area) => area.level === level))
  return (
    <figure className="coverage-figure">
      <svg
        viewBox={`0 0 ${mapSize.width} ${mapSize.height}`}
        role="img"
        aria-label={label}
        className="coverage-map"
      >
        {inOrder.map((area) => (
          <Mark key={area.code} level={area.level} {...project(area)} />
        ))}
      </svg>
      <figcaption className="coverage-legend small">
        {coverageLevels.map((level) => (
          <span key={level}>
            <svg viewBox="0 0 16 16" aria-hidden="true" className="coverage-sign">
              <Mark x={8} y={8} level={level} />
            </svg>
            {t(`workspace.coverage.level.${level}`)}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}
