import { useT, type WorkspaceTranslate } from '../app/language.ts'
import { Moment } from '../ui/time.tsx'
import { ContentView } from './content-view.tsx'
import type { ThreadLine } from './conversation-state.ts'

const events = new Set([
  'returned',
  'keep',
  'words-seen',
  'hold',
  'referral-sent',
  'consent-answer',
  'consent-read-back',
])

type LineProps = { line: ThreadLine; name: string; lines: readonly ThreadLine[] }

/** One line, with whatever must be known about it before it is believed. */
export function ThreadLineView({ line, name, lines }: LineProps) {
  const t = useT()
  const kind = line.content?.kind
  const marks = marksOf(line, lines, t)
  return (
    <li
      className="said"
      data-author={line.author}
      {...(kind === undefined || events.has(kind) ? { 'data-event': '' } : {})}
    >
      {line.missing > 0 && <p className="mark">{t('workspace.mark.missing', { count: line.missing })}</p>}
      <p className="by">
        {name} · <Moment at={line.at} />
      </p>
      <div className="bubble">
        {line.content ? (
          <ContentView content={line.content} lines={lines} />
        ) : (
          <p className="soft">{whyShut(line, t)}</p>
        )}
      </div>
      {marks.map((mark) => (
        <p key={mark} className="mark">
          {mark}
        </p>
      ))}
    </li>
  )
}

function whyShut({ shut, deleted }: ThreadLine, t: WorkspaceTranslate): string {
  if (deleted) return t('workspace.shut.deleted')
  if (shut === 'no_key') return t('workspace.shut.no_key')
  if (shut === 'forged' || shut === 'changed_author') return t('workspace.shut.forged')
  if (shut === 'unknown_suite') return t('workspace.shut.newer')
  return t('workspace.shut.broken')
}

function marksOf(line: ThreadLine, lines: readonly ThreadLine[], t: WorkspaceTranslate): string[] {
  return [
    line.serverSealed && t('workspace.mark.server_sealed'),
    line.late && t('workspace.mark.late'),
    line.forked && t('workspace.mark.forked'),
    line.standing === 'unlinked' && isFirst(line, lines) && t('workspace.mark.unlinked'),
  ].filter((mark) => mark !== false)
}

/** Said once, at the first line under such a key. */
function isFirst(line: ThreadLine, lines: readonly ThreadLine[]): boolean {
  return lines.find(({ generation }) => generation === line.generation)?.id === line.id
}
