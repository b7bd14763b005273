import { useQuery } from '@tanstack/react-query'
import { unlinkOrganisation } from '../../contracts/identity.ts'
import { useT } from '../app/language.ts'
import { linkOrganisation } from '../session/organisation.ts'
import { askFresh } from '../session/prove.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { waysChanged, waysQuery } from './ways.ts'

/** Accounts of organisations that bring their own; nothing where none does. */
export function Organisations() {
  const t = useT()
  const { data } = useQuery(waysQuery)
  const link = useAction(linkOrganisation, sayEntryFault)
  const unlink = useAction(async (organisationId: string) => {
    await askFresh(unlinkOrganisation, { organisationId })
    await waysChanged()
  }, sayEntryFault)
  if (!data || data.organisations.length === 0) return null
  return (
    <section className="stack" aria-labelledby="organisations-title">
      <h2 id="organisations-title">{t('workspace.me.organisations')}</h2>
      <p className="soft">{t('workspace.me.organisations_what')}</p>
      <ul className="stack-small">
        {data.organisations.map(({ organisationId, name, linkedAt }) => (
          <li key={organisationId} className="card row-apart">
            <span>
              <strong>{name}</strong>
              {linkedAt !== null && (
                <>
                  <br />
                  <span className="small soft">
                    {t('workspace.me.linked')} <Moment at={linkedAt} />
                  </span>
                </>
              )}
            </span>
            {linkedAt === null ? (
              <Button
                small
                isPending={link.busy}
                aria-label={t('workspace.me.link_named', { organisation: name })}
                onPress={() => void link.run(organisationId)}
              >
                {t('workspace.me.link')}
              </Button>
            ) : (
              <Button
                small
                kind="quiet"
                isPending={unlink.busy}
                aria-label={t('workspace.me.unlink_named', { organisation: name })}
                onPress={() => void unlink.run(organisationId)}
              >
                {t('workspace.me.unlink')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Trouble>{link.problem ?? unlink.problem}</Trouble>
    </section>
  )
}
