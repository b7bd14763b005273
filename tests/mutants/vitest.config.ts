import { defineConfig } from 'vitest/config'

/** What a mutant must not survive: the tests beside sealing and beside the policies, and nothing slower. */
export default defineConfig({
  test: {
    root: process.cwd(),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    include: ['src/sealing/**/*.test.ts', 'src/rooms/**/*.policy.test.ts'],
    globalSetup: ['tests/embedded-setup.ts'],
  },
})
