import { useEffect, useState } from 'react'
import { front, open } from '../desk/desk.ts'
import { focusOn } from '../desk/pane.ts'
import { lock } from '../session/lock.ts'
import { Button } from '../ui/button.tsx'
import { Switch } from '../ui/choice.tsx'
import { Modal } from '../ui/modal.tsx'
import { useT } from './language.ts'

const place = 'northline.shortcuts'

const rows = [
  ['Alt + Q', 'workspace.keys_list.queue'],
  ['Alt + W', 'workspace.keys_list.write'],
  ['Alt + S', 'workspace.keys_list.services'],
  ['Alt + R', 'workspace.keys_list.referral'],
  ['Alt + ↑ ↓', 'workspace.keys_list.tabs'],
  ['Alt + L', 'workspace.keys_list.lock'],
  ['Enter', 'workspace.keys_list.send'],
  ['Shift + Enter', 'workspace.keys_list.line'],
  ['?', 'workspace.keys_list.this'],
] as const

/** Where a letter goes: the element that has this attribute gets the focus. */
const targets: Readonly<Record<string, string>> = {
  KeyQ: 'queue',
  KeyW: 'write',
  KeyS: 'services',
  KeyR: 'referral',
}

function turn(step: 1 | -1): void {
  const list = open.get()
  const at = list.findIndex(({ id }) => id === front.get())
  const next = list[(at + step + list.length) % list.length]
  if (next) front.set(next.id)
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')

/** The list behind “?”. They can be switched off (WCAG 2.1.4), since some tools send single keys. */
export function Shortcuts() {
  const t = useT()
  const [shown, setShown] = useState(false)
  const [on, setOn] = useState(() => localStorage.getItem(place) !== 'off')
  useEffect(() => {
    if (!on) return
    const press = (event: KeyboardEvent) => {
      if (event.key === '?' && !typing(event.target)) return setShown(true)
      if (!event.altKey || event.ctrlKey || event.metaKey) return
      const name = targets[event.code]
      const known = name !== undefined || ['ArrowDown', 'ArrowUp', 'KeyL'].includes(event.code)
      if (!known) return
      event.preventDefault()
      if (name !== undefined) focusOn(name)
      else if (event.code === 'KeyL') lock()
      else turn(event.code === 'ArrowDown' ? 1 : -1)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [on])
  const choose = (next: boolean) => {
    localStorage.setItem(place, next ? 'on' : 'off')
    setOn(next)
  }
  return (
    <>
      <Button kind="quiet" small aria-label={t('workspace.keys_list.title')} onPress={() => setShown(true)}>
        ?
      </Button>
      <Modal title={t('workspace.keys_list.title')} isOpen={shown} onClose={() => setShown(false)}>
        <dl className="keys">
          {rows.map(([key, text]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(text)}</dd>
            </div>
          ))}
        </dl>
        <Switch isSelected={on} onChange={choose}>
          {t('workspace.keys_list.on')}
        </Switch>
        <div className="actions">
          <Button onPress={() => setShown(false)}>{t('workspace.close')}</Button>
        </div>
      </Modal>
    </>
  )
}
