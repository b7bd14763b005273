import { useState } from 'react'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'

/** One box for the words by which a service is found, on pages about the register itself. */
export function FindForm({ onFind }: { onFind: (text: string) => void }) {
  const t = useT()
  const [typed, setTyped] = useState('')
  return (
    <form
      role="search"
      className="find-form"
      onSubmit={(event) => {
        event.preventDefault()
        onFind(typed.trim())
      }}
    >
      <Field label={t('workspace.search.label')} value={typed} onChange={setTyped} maxLength={300} />
      <Button kind="main" type="submit">
        {t('workspace.search.go')}
      </Button>
    </form>
  )
}
