import type { OpenedPacket } from '../../sealing/index.ts'
import { useT } from '../app/language.ts'
import { Moment } from '../ui/time.tsx'

/** What the person agreed to share, and how they agreed; opening has verified it. */
export function PacketView({ packet }: { packet: OpenedPacket }) {
  const t = useT()
  return (
    <div className="stack-small">
      <dl className="shared">
        {packet.fields.map(({ key, label, value }) => (
          <div key={key}>
            <dt dir="auto">{label}</dt>
            <dd dir="auto" translate="no">
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <div className="banner">
        <p className="small">
          {t(packet.consent.kind === 'tapped' ? 'workspace.packet.tapped' : 'workspace.packet.read_back')}{' '}
          {t('workspace.packet.until')} <Moment at={packet.terms.until} />
        </p>
        <p className="small" dir="auto">
          {t('workspace.packet.why', { why: packet.terms.why })}
        </p>
      </div>
    </div>
  )
}
