import { useEffect, useState } from 'react'
import { connection } from '../desk/desk.ts'
import { referralLine } from '../referral/live.ts'
import { useT } from './language.ts'
import { useStore } from './store.ts'

/** Says that the line to the server is away, and that it is back; says nothing while all is well. */
export function ConnectionLine({ desk }: { desk: boolean }) {
  const t = useT()
  const state = useStore(desk ? connection : referralLine, (now) => now)
  const [shown, setShown] = useState<'lost' | 'back' | undefined>()
  useEffect(() => {
    if (state === 'live') {
      setShown((now) => (now === 'lost' ? 'back' : undefined))
      const timer = setTimeout(() => setShown(undefined), 4_000)
      return () => clearTimeout(timer)
    }
    // A blink of the line heals by itself and needs no words.
    const timer = setTimeout(() => setShown('lost'), 1_500)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <p role="status">
      {shown === 'lost' && (
        <span className="badge" data-tone="care">
          {t('workspace.connection.lost')}
        </span>
      )}
      {shown === 'back' && (
        <span className="badge" data-tone="good">
          {t('workspace.connection.back')}
        </span>
      )}
    </p>
  )
}
