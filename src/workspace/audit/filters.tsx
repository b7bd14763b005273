import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listTeamMembers } from '../../contracts/identity.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Fold } from '../ui/fold.tsx'
import { auditActions } from '../../contracts/audit-actions.ts'
import { actionText } from './actions.ts'

/** What is looked for; days as the browser gives them (`2026-11-26`), empty for none. */
export type Wish = { from: string; to: string; action: string; memberId: string }
export const anything: Wish = { from: '', to: '', action: '', memberId: '' }

/** Choice needs a value for “any”. */
const any = 'any'

async function membersOf(teamIds: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const teamId of teamIds) {
    for (let after: string | null | undefined; after !== null;) {
      const page = await ask(listTeamMembers, { teamId, ...(after && { after }) })
      for (const { memberId, name } of page.members) found.set(memberId, name)
      after = page.next
    }
  }
  return found
}

export function Filters({ onChange }: { onChange: (wish: Wish) => void }) {
  const t = useT()
  const { teams } = useSession()
  const [wish, setWish] = useState(anything)
  const members = useQuery({
    queryKey: ['audit', 'members'],
    queryFn: () => membersOf(teams.map(({ teamId }) => teamId)),
    staleTime: 60_000,
  })
  const put = (part: Partial<Wish>) => setWish({ ...wish, ...part })
  const orAny = (value: string) => (value === any ? '' : value)
  const named = [...(members.data ?? [])]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, t.locale))
  const actions = auditActions
    .map((value) => ({ value, label: actionText(t, value) }))
    .sort((a, b) => a.label.localeCompare(b.label, t.locale))
  return (
    <Fold label={t('workspace.audit.filters')}>
      <form
        className="audit-filters"
        onSubmit={(event) => {
          event.preventDefault()
          onChange(wish)
        }}
      >
        <Field
          type="date"
          label={t('workspace.audit.from')}
          value={wish.from}
          onChange={(from) => put({ from })}
        />
        <Field type="date" label={t('workspace.audit.to')} value={wish.to} onChange={(to) => put({ to })} />
        <Choice
          label={t('workspace.audit.action')}
          options={[{ value: any, label: t('workspace.audit.any_action') }, ...actions]}
          value={wish.action || any}
          onChange={(action) => put({ action: orAny(action) })}
        />
        <Choice
          label={t('workspace.audit.member')}
          options={[{ value: any, label: t('workspace.audit.any_member') }, ...named]}
          value={wish.memberId || any}
          onChange={(memberId) => put({ memberId: orAny(memberId) })}
        />
        <Button type="submit">{t('workspace.audit.apply')}</Button>
      </form>
    </Fold>
  )
}

/** The wish as the server takes it: whole days in this browser's zone. */
export function spanOf({ from, to }: Pick<Wish, 'from' | 'to'>): { from?: string; to?: string } {
  const start = from === '' ? undefined : new Date(`${from}T00:00:00`)
  const end = to === '' ? undefined : new Date(`${to}T23:59:59.999`)
  return { ...(start && { from: start.toISOString() }), ...(end && { to: end.toISOString() }) }
}
