import { exportAudit, exportHeader, type ExportedEntry } from '../../contracts/audit.ts'
import { useT } from '../app/language.ts'
import { askFresh } from '../session/prove.ts'
import { Button } from '../ui/button.tsx'
import { say } from '../ui/notices.ts'
import { saveFile } from '../ui/save-file.ts'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { spanOf, type Wish } from './filters.tsx'

async function everything(wish: Wish): Promise<ExportedEntry[]> {
  const found: ExportedEntry[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await askFresh(exportAudit, { ...spanOf(wish), ...(after && { after }) })
    found.push(...page.entries)
    after = page.next
  }
  return found
}

/** The file that `npm run audit:verify` takes; only for whoever has just shown who they are. */
export function Export({ wish }: { wish: Wish }) {
  const t = useT()
  const take = useAction(async () => {
    const entries = await everything(wish)
    const lines = [exportHeader(true), ...entries.map((entry) => JSON.stringify(entry))]
    saveFile(
      `northline-record-${new Date().toISOString().slice(0, 10)}.jsonl`,
      `${lines.join('\n')}\n`,
      'application/jsonl',
    )
    say(t('workspace.audit.export_done'))
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
    </div>
  )
}
