import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { useSession } from '../app/screens.tsx'
import { useStore } from '../app/store.ts'
import { useLineMembers } from '../desk/colleagues.ts'
import { front } from '../desk/desk.ts'
import { Button } from '../ui/button.tsx'
import type { ConversationState, ThreadLine } from './conversation-state.ts'
import type { Conversation } from './conversation.ts'
import { OutgoingView } from './outgoing-view.tsx'
import { ThreadLineView } from './thread-line-view.tsx'

/** How near to the end counts as being there, in pixels. */
const near = 80

/** The thread. It follows the newest line, unless somebody has scrolled up to read. */
export function ThreadView({
  conversation,
  state,
}: {
  conversation: Conversation
  state: ConversationState
}) {
  const t = useT()
  const me = useSession()
  const members = useLineMembers()
  const frame = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const inFront = useStore(front, (id) => id === conversation.id)
  const { lines } = state
  const outgoing = useMemo(() => {
    const there = new Set(lines.map(({ hash }) => hash))
    return state.outgoing.filter(({ hash }) => hash === undefined || !there.has(hash))
  }, [lines, state.outgoing])
  const toEnd = () => frame.current?.scrollTo({ top: frame.current.scrollHeight })

  useLayoutEffect(() => {
    if (atEnd) toEnd()
  }, [atEnd, lines, outgoing])
  useEffect(() => {
    if (!inFront || !atEnd) return
    const read = () => (document.hidden ? undefined : conversation.markRead())
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [conversation, inFront, atEnd, lines])
  useEffect(() => {
    const box = frame.current
    if (!box) return
    // The composer grows and the window turns: whoever was at the end stays there.
    const watch = new ResizeObserver(() => (atEnd ? toEnd() : undefined))
    watch.observe(box)
    return () => watch.disconnect()
  }, [atEnd])

  const stranger = lines.find(
    ({ signedBy }) =>
      signedBy !== undefined &&
      signedBy !== me.keys?.signPublicKey &&
      !members.some(({ signPublicKey }) => signPublicKey === signedBy),
  )?.signedBy
  useEffect(() => {
    // Somebody who joined after the list of members was asked for.
    if (stranger !== undefined) void queries.invalidateQueries({ queryKey: ['members'] })
  }, [stranger])

  const nameOf = (line: ThreadLine) => {
    if (line.author !== 'responder') return t('workspace.conversation.they')
    if (line.signedBy === me.keys?.signPublicKey) return t('workspace.conversation.you')
    const member = members.find(({ signPublicKey }) => signPublicKey === line.signedBy)
    return member?.name ?? t('workspace.conversation.colleague')
  }
  return (
    // Reachable by Tab, so that a keyboard can scroll it (WCAG 2.1.1).
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div
      ref={frame}
      className="thread"
      role="region"
      aria-label={t('workspace.conversation.thread')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={({ currentTarget: box }) =>
        setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < near)
      }
    >
      <div role="log" aria-live="polite" aria-relevant="additions">
        <ol>
          {state.status === 'ready' && lines.length === 0 && (
            <li className="soft">{t('workspace.conversation.empty')}</li>
          )}
          {lines.map((line) => (
            <ThreadLineView key={line.id} line={line} name={nameOf(line)} lines={lines} />
          ))}
          {outgoing.map((item) => (
            <OutgoingView key={item.localId} item={item} conversation={conversation} />
          ))}
        </ol>
      </div>
      {!atEnd && (
        <div className="to-newest">
          <Button
            small
            onPress={() => {
              setAtEnd(true)
              toEnd()
            }}
          >
            {t('workspace.conversation.to_newest')}
          </Button>
        </div>
      )}
    </div>
  )
}
