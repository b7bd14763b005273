import { integerSetting, textSetting, type SettingsOf } from '../kernel/index.ts'

/** The witness is a process of its own; the server reads none of these. */
export const witnessSettings = {
  folder: textSetting({
    env: 'WITNESS_FOLDER',
    doc: 'Folder (mode 0700) of the witness’s key and log. Its user is the witness’s alone: neither the app’s nor the database’s.',
    default: './witness',
  }),
  host: textSetting({ env: 'WITNESS_HOST', doc: 'Address to listen on.', default: '127.0.0.1' }),
  port: integerSetting({ env: 'WITNESS_PORT', doc: 'TCP port.', default: 8090, min: 1, max: 65535 }),
  token: textSetting<string | undefined>({
    env: 'WITNESS_TOKEN',
    doc: 'What whoever hands over entries must show; the same as AUDIT_WITNESS_TOKEN of the app servers.',
    pattern: /^[\w-]{32,200}$/,
    shown: '32 to 200 letters, digits, - and _',
    secret: true,
  }),
  file: textSetting<string | undefined>({
    env: 'WITNESS_FILE',
    doc: 'File to which every checkpoint is appended with its leaves: on a disk that leaves the machine, or that writes once.',
  }),
  syslog: textSetting<string | undefined>({
    env: 'WITNESS_SYSLOG',
    doc: 'Log server that gets every checkpoint without its leaves (RFC 5424; over TCP with octet counts).',
    pattern: /^(udp|tcp):\/\/[^:/\s]+:\d+$/,
    shown: 'udp://host:port or tcp://host:port',
  }),
  post: textSetting<string | undefined>({
    env: 'WITNESS_POST',
    doc: 'Address to which every checkpoint is posted with its leaves, as JSON.',
    pattern: /^https?:\/\/\S+$/,
    shown: 'http(s) address',
  }),
  retrySeconds: integerSetting({
    env: 'WITNESS_RETRY_SECONDS',
    doc: 'Seconds until what could not be sent out is tried again. Each way out gets every checkpoint, in order.',
    default: 10,
    min: 1,
    max: 3600,
  }),
}

export type WitnessSettings = SettingsOf<typeof witnessSettings>
