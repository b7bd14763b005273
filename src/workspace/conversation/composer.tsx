import { useRef, type KeyboardEvent } from 'react'
import { longestText } from '../../contracts/content.ts'
import { formatNumber } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { useDraft } from '../session/drafts.ts'
import { Button } from '../ui/button.tsx'
import type { Conversation } from './conversation.ts'
import { Label } from 'react-aria-components/Label'
import { TextArea } from 'react-aria-components/TextArea'
import { TextField } from 'react-aria-components/TextField'

/** Where a message is written. Every keystroke is kept, sealed; Enter sends, Shift+Enter breaks the line. */
export function Composer({ conversation }: { conversation: Conversation }) {
  const t = useT()
  const [text, setText] = useDraft(`text.${conversation.id}`, '')
  const composing = useRef(false)
  const left = longestText - text.length
  const ready = text.trim() !== '' && left >= 0
  const send = () => {
    if (!ready) return
    conversation.write({ kind: 'text', text: text.trim() })
    setText(undefined)
  }
  const press = (event: KeyboardEvent) => {
    const plainEnter = event.key === 'Enter' && !event.shiftKey && !event.altKey
    if (!plainEnter || composing.current || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <TextField
        className="field"
        value={text}
        onChange={(value) => {
          setText(value === '' ? undefined : value)
          if (value !== '') conversation.typing()
        }}
        autoComplete="off"
        autoCorrect="off"
        spellCheck="false"
      >
        <Label className="hidden-text">{t('workspace.composer.label')}</Label>
        <TextArea
          className="input"
          rows={2}
          dir="auto"
          data-shortcut="write"
          placeholder={t('workspace.composer.hint')}
          onKeyDown={press}
          onCompositionStart={() => (composing.current = true)}
          onCompositionEnd={() => (composing.current = false)}
        />
        {left < 300 && (
          <p className={left < 0 ? 'mark' : 'small soft'} role="status">
            {left < 0
              ? t('workspace.composer.too_long', { count: -left })
              : t('workspace.composer.left', { count: formatNumber(t.locale, left) })}
          </p>
        )}
      </TextField>
      <Button kind="main" type="submit" isDisabled={!ready}>
        {t('workspace.composer.send')}
      </Button>
    </form>
  )
}
