import { useState } from 'react'
import { exportAudit, exportHeader, type ExportedEntry } from '../../contracts/audit.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { codeOf } from '../app/problems.ts'
import { lock } from '../session/lock.ts'
import { Button } from '../ui/button.tsx'
import { say } from '../ui/notices.ts'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { spanOf, type Wish } from './filters.tsx'

async function everything(wish: Wish): Promise<ExportedEntry[]> {
  const found: ExportedEntry[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await ask(exportAudit, { ...spanOf(wish), ...(after && { after }) })
    found.push(...page.entries)
    after = page.next
  }
  return found
}

/** Hands a file to the browser's downloads. */
function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

/** The file that `npm run audit:verify` takes; only for whoever has just shown who they are. */
export function Export({ wish }: { wish: Wish }) {
  const t = useT()
  const [again, setAgain] = useState(false)
  const take = useAction(async () => {
    setAgain(false)
    try {
      const entries = await everything(wish)
      const lines = [exportHeader(true), ...entries.map((entry) => JSON.stringify(entry))]
      save(`northline-record-${new Date().toISOString().slice(0, 10)}.jsonl`, `${lines.join('\n')}\n`)
      say(t('workspace.audit.export_done'))
    } catch (error) {
      if (codeOf(error) !== 'identity.sign_in_again') throw error
      setAgain(true)
    }
  })
  return (
    <div className="stack-small">
      <div className="row">
        <Button onPress={() => void take.run()} isPending={take.busy}>
          {t('workspace.audit.export')}
        </Button>
      </div>
      <p className="small soft">{t('workspace.audit.export_what')}</p>
      <Trouble>{take.problem}</Trouble>
      <div role="status">
        {again && (
          <div className="banner stack-small">
            <p>{t('workspace.audit.export_again')}</p>
            <Button small onPress={lock}>
              {t('workspace.audit.lock')}
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}
