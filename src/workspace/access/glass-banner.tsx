import { Link } from '@tanstack/react-router'
import { useT } from '../app/language.ts'
import { useGlass } from './glass.ts'

/** While one is let in, and while something waits for one's yes or review: on every screen, until it is done. */
export function GlassBanner() {
  const t = useT()
  const { data } = useGlass()
  const open = data?.glass.some(({ mine, state }) => mine && state === 'open') === true
  const count = (data?.glass ?? []).filter(
    ({ mayApprove, mayReview, state }) => mayApprove || (mayReview && state === 'over'),
  ).length
  if (!open && count === 0) return null
  return (
    <p className="banner glass-banner" role="status">
      {open && t('workspace.glass.banner_open')} {count > 0 && t('workspace.glass.banner_to_do', { count })}{' '}
      <Link to="/team/glass">{t('workspace.glass.banner_show')}</Link>
    </p>
  )
}
