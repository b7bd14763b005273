import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { lookAgain, recoveryQuery } from './recovery.ts'
import './keys.css'

const shownFor = 3 * 86_400_000

/** Above every screen: a recovery that is under way or was made lately, and a part that one is asked to hold. */
export function RecoveryNotice() {
  const t = useT()
  const { member } = useSession()
  const { data } = useQuery(recoveryQuery)
  const path = useLocation({ select: ({ pathname }) => pathname })
  // Whoever moves about is told at once, and not with the next minute.
  useEffect(() => void lookAgain(), [path])
  const lately = data?.recoveries.find(
    ({ state, startedAt }) =>
      state === 'started' ||
      state === 'confirmed' ||
      (state === 'finished' && Date.now() - Date.parse(startedAt) < shownFor),
  )
  const asked = data?.teams.find(({ pending }) =>
    pending?.holders.some(({ memberId, agreed }) => memberId === member.id && !agreed),
  )
  if (!lately && !asked) return null
  return (
    <div className="recovery-notice" role="status">
      <Link to="/team/recovery">
        {lately
          ? t(`workspace.recovery.notice_${lately.state === 'finished' ? 'done' : 'running'}`, {
              name: lately.startedBy,
              team: lately.team,
            })
          : t('workspace.recovery.notice_asked', { team: asked?.name ?? '' })}
      </Link>
    </div>
  )
}
