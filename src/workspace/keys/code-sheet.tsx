import { useState, type ReactNode } from 'react'
import { newPrintedCode } from '../../sealing/index.ts'
import { useT } from '../app/language.ts'
import { twoPlaces } from '../session/passphrase-check.ts'
import { sayEntryFault } from '../session/say-fault.ts'
import { useAction } from '../ui/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Trouble } from '../ui/trouble.tsx'
import './keys.css'

type SheetProps = {
  title: string
  /** What it opens, in front of whom to lock it away. */
  children: ReactNode
  /** Keeps the code; only after two of its groups were read back from the paper. */
  keep: (code: string) => Promise<void>
  onDone: () => void
}

/** A code made here, shown once, printed, and checked against the paper before it counts. */
export function CodeSheet({ title, children, keep, onDone }: SheetProps) {
  const t = useT()
  const [code] = useState(newPrintedCode)
  const groups = code.split('-')
  const [places] = useState(() => twoPlaces(groups.length))
  const [printed, setPrinted] = useState(false)
  const [typed, setTyped] = useState(['', ''])
  const [tried, setTried] = useState(false)
  const right = places.map((place, i) => (typed[i] ?? '').trim().toUpperCase() === groups[place])
  const keeping = useAction(async () => {
    await keep(code)
    onDone()
  }, sayEntryFault)
  if (!printed) {
    return (
      <section className="stack sheet" aria-labelledby="sheet-title">
        <h2 id="sheet-title">{title}</h2>
        {children}
        <ol className="code-groups" translate="no">
          {groups.map((group, i) => (
            <li key={`${i}${group}`}>{group}</li>
          ))}
        </ol>
        <p className="print-only">
          {t('workspace.code.on_paper', { when: new Date().toISOString().slice(0, 10) })}
        </p>
        <p className="soft small no-print">{t('workspace.code.once')}</p>
        <div className="row no-print">
          <Button kind="main" onPress={() => globalThis.print()}>
            {t('workspace.code.print')}
          </Button>
          <Button onPress={() => setPrinted(true)}>{t('workspace.code.have_it')}</Button>
          <Button kind="quiet" onPress={onDone}>
            {t('workspace.cancel')}
          </Button>
        </div>
      </section>
    )
  }
  return (
    <form
      className="stack"
      aria-labelledby="sheet-title"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (right.every(Boolean)) void keeping.run()
      }}
    >
      <h2 id="sheet-title">{t('workspace.code.read_back')}</h2>
      {places.map((place, i) => (
        <Field
          key={place}
          label={t('workspace.code.group', { number: place + 1 })}
          value={typed[i] ?? ''}
          autoFocus={i === 0}
          maxLength={8}
          onChange={(value) => {
            setTried(false)
            setTyped((now) => now.map((group, k) => (k === i ? value : group)))
          }}
          fault={tried && !right[i] ? t('workspace.code.not_the_group') : undefined}
        />
      ))}
      <Trouble>{keeping.problem}</Trouble>
      <div className="row">
        <Button kind="main" type="submit" isPending={keeping.busy}>
          {t('workspace.code.keep')}
        </Button>
        <Button kind="quiet" onPress={() => setPrinted(false)}>
          {t('workspace.code.show_again')}
        </Button>
      </div>
    </form>
  )
}
