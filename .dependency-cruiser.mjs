/*
 * Who may use whom (docs/architecture.md). Each rule has a planted violation in
 * tests/rules/import-rules.test.ts that shows that it bites.
 */
const room = (name) => `^src/rooms/${name}/`
const rooms = ['audit', 'identity', 'directory', 'conversations', 'referrals', 'statistics']
const mayUse = {
  audit: [],
  identity: ['audit'],
  directory: ['identity', 'audit'],
  conversations: ['identity', 'directory', 'audit'],
  referrals: ['identity', 'directory', 'conversations', 'audit'],
  // Facts are brought to it; it can reach no story.
  statistics: ['identity', 'audit'],
}
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^src/', pathNot: allowed },
})

export default {
  forbidden: [
    only('kernel-uses-nothing', '^src/kernel/', '^src/kernel/'),
    only('sealing-uses-kernel', '^src/sealing/', '^src/(sealing|kernel)/'),
    only('i18n-uses-kernel', '^src/i18n/', '^src/(i18n|kernel)/'),
    only('contracts-use-kernel', '^src/contracts/', '^src/(contracts|kernel)/'),
    only('database-uses-kernel', '^src/database/', '^src/(database|kernel)/'),
    only('the-witness-uses-kernel', '^src/witness/', '^src/(witness|kernel)/'),
    only('the-release-engine-uses-nothing', '^src/rooms/statistics/engine/', '^src/rooms/statistics/engine/'),
    ...rooms.map((name) =>
      only(
        `${name}-uses-only-what-it-may`,
        room(name),
        [
          room(name),
          '^src/(kernel|contracts|database|sealing|i18n)/',
          ...mayUse[name].map((other) => `^src/rooms/${other}/index\\.ts$`),
        ].join('|'),
      ),
    ),
    only(
      'workspace-uses-contracts-sealing-i18n-kernel',
      '^src/workspace/',
      '^src/(workspace|contracts|sealing|i18n|kernel)/',
    ),
    only(
      'help-site-uses-room-doors',
      '^src/help-site/(?!browser/)',
      '^src/(help-site|contracts|i18n|kernel|sealing|database)/|^src/rooms/[^/]+/index\\.ts$',
    ),
    only(
      'help-site-scripts-use-sealing',
      '^src/help-site/browser/',
      '^src/help-site/(browser/|page-data\\.ts$)|^src/(contracts|sealing|i18n|kernel)/',
    ),
    {
      name: 'a-room-has-one-door',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/rooms/([^/]+)/` },
      to: { path: '^src/rooms/[^/]+/', pathNot: '^src/rooms/[^/]+/index\\.ts$' },
    },
    {
      name: 'the-server-is-nobodys-dependency',
      severity: 'error',
      from: { path: '^src/(?!server/|demo/)', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/(server|demo)/' },
    },
    {
      name: 'the-witness-is-nobodys-dependency',
      severity: 'error',
      from: { path: '^src/(?!witness/)', pathNot: '\\.test\\.tsx?$|testing' },
      to: { path: '^src/witness/' },
    },
    {
      name: 'browsers-get-no-node-modules-of-the-server',
      severity: 'error',
      from: {
        path: '^src/(sealing|kernel|contracts|workspace|help-site/browser)/',
        pathNot: '\\.test\\.tsx?$|vite\\.config',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'production-code-uses-no-test-tools',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.tsx?$|testing' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
