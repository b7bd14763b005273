import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Servers and commands that tests start as processes of their own are half as long in starting.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled')

/*
 * Three suites: `unit` (everything beside the code, on PGlite where a database is
 * needed), `postgres` (the same database suites on a real server) and `journeys`. `planted` shows that the
 * drills catch a fault, and is run when one of them changes. `pictures` is not a test.
 */
const withoutDatabase = [
  'src/rooms/directory/{words,whom}/**',
  'src/rooms/directory/hours/{free-text,hours-text,schedules,state,times}.test.ts',
  'src/rooms/directory/changes/values.test.ts',
  'src/rooms/directory/**/{cells,read,scrub,card,places}.test.ts',
]

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default', './tests/support/closing-line.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'tests/rules/**/*.test.ts'],
          globalSetup: ['tests/embedded-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['src/rooms/**/*.test.ts', 'src/database/**/*.test.ts'],
          // The one has no database yet, the other holds answers to one length of time, before any database is asked.
          exclude: [
            'src/rooms/statistics/{command,engine,standard}/**',
            'src/rooms/identity/alike.test.ts',
            // Real registers are read the same; what an import does to a database is in import.test.ts.
            'src/rooms/directory/import/import-shared.test.ts',
            ...withoutDatabase,
          ],
          env: { TEST_ENGINE: 'postgres' },
          globalSetup: ['tests/postgres/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          testTimeout: 180_000,
          // A browser, a server and a database on two shared cores: one more try in CI, none at a desk.
          retry: process.env['CI'] ? 1 : 0,
          // Three at a time, since half of a journey is waiting; but not beside the other suites.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          globalSetup: ['tests/journeys/support/seeded-demo.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'planted',
          include: ['tests/rules/drills/*.planted.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
          globalSetup: ['tests/embedded-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'pictures',
          include: ['tests/journeys/pictures/*.pictures.ts'],
          testTimeout: 180_000,
          globalSetup: ['tests/journeys/support/seeded-demo.ts'],
        },
      },
    ],
  },
})
