import { choiceSetting, integerSetting, originSetting, textSetting } from '../kernel/index.ts'

/** Where the server listens, what it is called from outside, and where its outer keys lie. */
export const serverSettings = {
  port: integerSetting({ env: 'PORT', doc: 'TCP port for both origins.', default: 8080, min: 1, max: 65535 }),
  host: textSetting({
    env: 'HOST',
    doc: 'Address to listen on. Behind a reverse proxy on the same machine leave it on loopback.',
    default: '127.0.0.1',
  }),
  helpOrigin: originSetting({
    env: 'HELP_ORIGIN',
    doc: 'Origin of the help site, as a browser sees it. In real use https.',
    default: 'http://127.0.0.1:8080',
  }),
  workspaceOrigin: originSetting({
    env: 'WORKSPACE_ORIGIN',
    doc: 'Origin of the workspace, as a browser sees it; another host name than the help site’s, since ports do not separate cookies. Passkeys belong to exactly this host.',
    default: 'http://workspace.localhost:8080',
  }),
  outerKeys: textSetting({
    env: 'OUTER_KEYS',
    doc: 'Folder of the outer keys (mode 0700, files 0600), outside DATA_DIR and outside every backup of it.',
    default: './outer-keys',
  }),
  outerKeysCommand: textSetting<string | undefined>({
    env: 'OUTER_KEYS_COMMAND',
    doc: 'Program that keeps the outer keys instead of files, such as one that asks a key service: called without a shell as `<program> get month-2026-11`, `destroy month-2026-11` or `list` (docs/operations.md). OUTER_KEYS then holds only the list of copies.',
    pattern: /^\/\S+$/,
    shown: 'absolute path of a program',
  }),
  outerKeysSeconds: integerSetting({
    env: 'OUTER_KEYS_SECONDS',
    doc: 'Seconds that OUTER_KEYS_COMMAND may take for one call.',
    default: 10,
    min: 1,
    max: 120,
  }),
  keyCopiesDays: integerSetting({
    env: 'KEY_COPIES_DAYS',
    doc: 'Days after the end of a month within which you destroy every listed copy of its key. The day that people are told when they delete counts on it.',
    default: 7,
    min: 0,
    max: 60,
  }),
  logLevel: choiceSetting({
    env: 'LOG_LEVEL',
    doc: 'How much is logged. No level logs content, addresses or anything about a seeker.',
    choices: ['error', 'warn', 'info', 'silent'],
    default: 'info',
  }),
  forwardedFor: choiceSetting({
    env: 'TRUST_PROXY',
    doc: 'yes: the network prefix for rate limits is taken from the last entry of X-Forwarded-For, which your own proxy wrote. It is never stored or logged.',
    choices: ['yes', 'no'],
    default: 'no',
  }),
  stopSeconds: integerSetting({
    env: 'STOP_SECONDS',
    doc: 'Seconds that requests under way may take when the server is told to stop.',
    default: 10,
    min: 1,
    max: 120,
  }),
}
