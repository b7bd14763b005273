import { useState } from 'react'
import { formatTime } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import type { ThreadLine } from '../conversation/conversation-state.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { recordReadBack } from '../sealing-client/consent.ts'
import { currentMember } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Radios, Tick } from '../ui/choice.tsx'
import { zone } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { possibleYes, type ConsentStory } from './story.ts'

type ReadBackProps = {
  story: ConsentStory
  conversation: Conversation
  lines: readonly ThreadLine[]
  onClose: () => void
}

/** The fields were read back in the chat and the person said yes there: which fields, and which message says so. */
export function ReadBackForm({ story, conversation, lines, onClose }: ReadBackProps) {
  const t = useT()
  const { ask, at } = story
  const [ticked, setTicked] = useState<readonly string[]>([])
  const [yes, setYes] = useState<string>()
  const messages = possibleYes(lines, at)
  const record = useAction(async () => {
    const line = messages.find(({ id }) => id === yes)
    const signer = currentMember()?.signer
    if (!line?.writerId || line.sequence === undefined || !signer) return
    const yesMessage = { writer: line.writerId, sequence: line.sequence, hash: line.hash }
    const { content } = await recordReadBack(ask, ticked, signer, yesMessage)
    conversation.write(content)
    onClose()
  })
  const ready = ticked.length > 0 && yes !== undefined
  return (
    <div className="stack-small">
      <p className="small">{t('workspace.read_back.how')}</p>
      <div role="group" aria-label={t('workspace.read_back.fields')}>
        {ask.fields.map(({ key, label }) => (
          <Tick
            key={key}
            isSelected={ticked.includes(key)}
            onChange={(on) => setTicked(on ? [...ticked, key] : ticked.filter((other) => other !== key))}
          >
            {label}
          </Tick>
        ))}
      </div>
      {messages.length === 0 ? (
        <p className="banner">{t('workspace.read_back.no_message')}</p>
      ) : (
        <Radios
          label={t('workspace.read_back.which')}
          options={messages.map((line) => ({ value: line.id, label: labelOf(line, t.locale) }))}
          value={yes}
          onChange={setYes}
        />
      )}
      <Trouble>{record.problem}</Trouble>
      <div className="row">
        <Button
          small
          kind="main"
          isDisabled={!ready}
          isPending={record.busy}
          onPress={() => void record.run()}
        >
          {t('workspace.read_back.record')}
        </Button>
        <Button small onPress={onClose}>
          {t('workspace.cancel')}
        </Button>
      </div>
    </div>
  )
}

function labelOf(line: ThreadLine, locale: Parameters<typeof formatTime>[0]): string {
  const text = line.content?.kind === 'text' ? line.content.text : ''
  return `${formatTime(locale, line.at, zone)} · ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`
}
