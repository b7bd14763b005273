import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { generatePassphrase } from '../../sealing/index.ts'
import { loadWordList } from '../../sealing/word-lists.ts'
import { useLanguage, useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { sameWord, twoPlaces } from './passphrase-check.ts'
import { sayEntryFault } from './say-fault.ts'

/** A passphrase made here and shown once; two of its words are asked back before it counts. */
export function PassphraseMade({
  begin,
  onDone,
}: {
  /** What is done with it, once it was written down. */
  begin: (passphrase: string) => Promise<void>
  onDone: () => void
}) {
  const t = useT()
  const locale = useLanguage()
  const [written, setWritten] = useState(false)
  const made = useQuery({
    queryKey: ['passphrase'],
    gcTime: 0,
    staleTime: Infinity,
    queryFn: async () => {
      const list = await loadWordList(locale)
      return generatePassphrase(list ?? (await loadWordList('en')) ?? [])
    },
  })
  if (!made.data) return null
  if (written)
    return <AskBack passphrase={made.data} begin={begin} onDone={onDone} onBack={() => setWritten(false)} />
  return (
    <div className="stack">
      <h2>{t('workspace.passphrase.title')}</h2>
      <p>{t('workspace.passphrase.write_down')}</p>
      <ol className="made-words" translate="no">
        {made.data.split(' ').map((word, i) => (
          <li key={`${i}${word}`}>{word}</li>
        ))}
      </ol>
      <p className="soft small">{t('workspace.passphrase.never_sent')}</p>
      <Button kind="main" onPress={() => setWritten(true)}>
        {t('workspace.passphrase.written')}
      </Button>
    </div>
  )
}

type AskBackProps = {
  passphrase: string
  begin: (passphrase: string) => Promise<void>
  onDone: () => void
  onBack: () => void
}

function AskBack({ passphrase, begin, onDone, onBack }: AskBackProps) {
  const t = useT()
  const words = passphrase.split(' ')
  const [places] = useState(() => twoPlaces(words.length))
  const [typed, setTyped] = useState(['', ''])
  const [checked, setChecked] = useState(false)
  const right = places.map((place, i) => sameWord(typed[i] ?? '', words[place] ?? ''))
  const accept = useAction(async () => {
    await begin(passphrase)
    onDone()
  }, sayEntryFault)
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        if (right.every(Boolean)) void accept.run()
      }}
    >
      <h2>{t('workspace.passphrase.ask_back')}</h2>
      {places.map((place, i) => (
        <Field
          key={place}
          label={t('workspace.passphrase.word', { number: place + 1 })}
          value={typed[i] ?? ''}
          autoFocus={i === 0}
          onChange={(value) => {
            setChecked(false)
            setTyped((now) => now.map((word, k) => (k === i ? value : word)))
          }}
          fault={checked && !right[i] ? t('workspace.passphrase.not_the_word') : undefined}
        />
      ))}
      <Trouble>{accept.problem}</Trouble>
      <div className="row">
        <Button kind="main" type="submit" isPending={accept.busy}>
          {accept.busy ? t('workspace.sign_in.working') : t('workspace.passphrase.begin')}
        </Button>
        <Button kind="quiet" onPress={onBack}>
          {t('workspace.passphrase.show_again')}
        </Button>
      </div>
    </Form>
  )
}
