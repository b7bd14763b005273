import { integerSetting, textSetting, type SettingsOf } from '../../kernel/index.ts'

/** Where entries are witnessed, and how often. */
export const auditSettings = {
  witness: textSetting<string | undefined>({
    env: 'AUDIT_WITNESS',
    doc: 'Address of the witness (`npm run audit:witness`), a process of another user of the system, best on another machine, which signs what was written and sends it out. Without it entries are kept and sealed, and nothing outside shows whether they were changed.',
    pattern: /^https?:\/\/[^\s]+[^/\s]$/,
    shown: 'http(s) address without a closing slash',
  }),
  witnessToken: textSetting<string | undefined>({
    env: 'AUDIT_WITNESS_TOKEN',
    doc: 'What the witness asks of whoever hands it entries; the same as WITNESS_TOKEN there.',
    pattern: /^[\w-]{32,200}$/,
    shown: '32 to 200 letters, digits, - and _',
    secret: true,
  }),
  checkpointSeconds: integerSetting({
    env: 'AUDIT_CHECKPOINT_SECONDS',
    doc: 'Seconds between two hand-overs to the witness. What is deleted within them, before it was witnessed, nobody can find.',
    default: 30,
    min: 1,
    max: 3600,
  }),
}

export type AuditSettings = SettingsOf<typeof auditSettings>
