import { useState } from 'react'
import { formatList } from '../../i18n/workspace.ts'
import { printedCodeFault } from '../../sealing/index.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Trouble } from '../ui/trouble.tsx'
import type { Action } from '../ui/use-action.ts'

type TypedCodeProps = { label: string; verb: string; action: Action<[string]> }

/** A printed code as it is typed: says in which group something is wrong, before it is sent anywhere. */
export function TypedCode({ label, verb, action }: TypedCodeProps) {
  const t = useT()
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const fault = printedCodeFault(typed)
  const wrong = fault?.groups ?? []
  const said =
    wrong.length > 0
      ? t('workspace.code.wrong', { count: wrong.length, groups: formatList(t.locale, wrong.map(String)) })
      : tried && fault
        ? t(fault.missing > 0 ? 'workspace.code.missing' : 'workspace.code.too_many', {
            count: Math.abs(fault.missing),
          })
        : undefined
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (!fault) void action.run(typed)
      }}
    >
      <Field
        label={label}
        help={t('workspace.code.help')}
        value={typed}
        onChange={setTyped}
        maxLength={80}
        fault={said}
      />
      <Trouble>{action.problem}</Trouble>
      <Button kind="main" type="submit" isPending={action.busy}>
        {action.busy ? t('workspace.sign_in.working') : verb}
      </Button>
    </form>
  )
}
