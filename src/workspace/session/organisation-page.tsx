import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { Entrance } from './entrance.tsx'
import { comeBack, forgetReturn, goToOrganisation, keptEntrance, takeReturn } from './organisation.ts'
import { sayEntryFault } from './say-fault.ts'

/** Where an organisation's own accounts come in: the way there, and the way back. */
export function OrganisationPage({ onDone }: { onDone: () => void }) {
  const [query] = useState(takeReturn)
  return (
    <Entrance>
      <div className="panel">
        {query === undefined ? <WayThere onDone={onDone} /> : <WayBack query={query} onDone={onDone} />}
      </div>
    </Entrance>
  )
}

function WayThere({ onDone }: { onDone: () => void }) {
  const t = useT()
  return (
    <>
      <h1>{t('workspace.organisation.title')}</h1>
      <p>{t('workspace.organisation.what')}</p>
      <ToOrganisation main />
      <Button kind="quiet" onPress={onDone}>
        {t('workspace.organisation.back')}
      </Button>
    </>
  )
}

/** One tap to the organisation's sign-in, where this browser knows the way. */
export function ToOrganisation({ main }: { main?: boolean }) {
  const t = useT()
  const entrance = keptEntrance()
  const go = useAction(goToOrganisation, sayEntryFault)
  if (entrance === undefined) return null
  return (
    <>
      <Button
        {...(main ? { kind: 'main', autoFocus: true } : {})}
        isPending={go.busy}
        onPress={() => void go.run(entrance)}
      >
        {t('workspace.organisation.go')}
      </Button>
      <Trouble>{go.problem}</Trouble>
    </>
  )
}

function WayBack({ query, onDone }: { query: string; onDone: () => void }) {
  const t = useT()
  const back = useQuery({
    queryKey: ['organisation'],
    queryFn: async () => {
      await comeBack(query)
      forgetReturn()
      onDone()
      return true
    },
    retry: false,
    gcTime: 0,
    staleTime: Infinity,
  })
  if (!back.error) return <p role="status">{t('workspace.organisation.returning')}</p>
  return (
    <>
      <h1>{t('workspace.organisation.no_return')}</h1>
      <Trouble>{sayEntryFault(back.error)}</Trouble>
      <ToOrganisation />
      <Button
        kind="quiet"
        onPress={() => {
          forgetReturn()
          onDone()
        }}
      >
        {t('workspace.organisation.back')}
      </Button>
    </>
  )
}
