import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { serverFolder, startServerProcess } from '../../support/server-process.ts'

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- declaration merging needs an interface
  interface ProvidedContext {
    /** Folder of a demo that was started once and stopped again: invented people, their keys, their services. */
    seededDemo: string
  }
}

const root = join(import.meta.dirname, '..', '..', '..')

/** Once for all journeys: what browsers load is built, and a demo is seeded. Each file of journeys has a copy. */
export default async function seed(project: TestProject): Promise<() => void> {
  await promisify(execFile)(process.execPath, [join(root, 'scripts', 'build.ts')], { cwd: root })
  const folder = serverFolder()
  try {
    const demo = await startServerProcess(folder, { entry: 'src/demo/main.ts' })
    await demo.stop()
  } catch (error) {
    folder.remove()
    throw error
  }
  project.provide('seededDemo', folder.home)
  return () => folder.remove()
}
