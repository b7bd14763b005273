import { integerSetting, textSetting } from '../kernel/index.ts'

/** Where the data lie. */
export const databaseSettings = {
  dataDir: textSetting({
    env: 'DATA_DIR',
    doc: 'Folder of the embedded database and of nothing else. Not used when DATABASE_URL is set.',
    default: './data/northline',
  }),
  url: textSetting<string | undefined>({
    env: 'DATABASE_URL',
    doc: 'Address of a PostgreSQL server, 15 to 18, as the app’s own log-in (a member of northline_app and of nothing else). Without it the embedded database runs.',
    pattern: /^postgres(ql)?:\/\//,
    shown: 'postgres://… address',
    secret: true,
  }),
  migrationUrl: textSetting<string | undefined>({
    env: 'MIGRATION_DATABASE_URL',
    doc: 'Address of the same server as a log-in that may migrate (a member of northline_migrator; at the very first start one that may create roles and extensions). Without it DATABASE_URL is used for both.',
    pattern: /^postgres(ql)?:\/\//,
    shown: 'postgres://… address',
    secret: true,
  }),
  poolSize: integerSetting({
    env: 'DATABASE_POOL',
    doc: 'Connections to the PostgreSQL server from this process.',
    default: 10,
    min: 2,
    max: 100,
  }),
}
