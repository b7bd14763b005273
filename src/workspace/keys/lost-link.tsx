import { Link } from '@tanstack/react-router'
import { useT } from '../app/language.ts'

/** To the page that says what to do after a loss; also for whoever can't sign in. */
export function LostLink() {
  const t = useT()
  return (
    <p className="small">
      <Link to="/lost">{t('workspace.lost.open')}</Link>
    </p>
  )
}
