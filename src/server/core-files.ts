import { writeFileSync } from 'node:fs'

/**
 * Tells Linux to leave this process's memory out of a core file: for a browser
 * without script, messages are in it for a moment in plain text, and a core file
 * outlives them on the disk (core(5), “Controlling which mappings are written”).
 * False where the system has no such switch; docs/operations.md says what to do there.
 */
export function keepMemoryOutOfCoreFiles(filter = '/proc/self/coredump_filter'): boolean {
  try {
    writeFileSync(filter, '0')
    return true
  } catch {
    return false
  }
}
