/* Takes from a ledger again and again, and says each time that it was let; killed at any moment by the drill. */
import { openLedger, readRational, Refused, reserve } from '../../../src/rooms/statistics/index.ts'

const [, , path = '', name = '', price = '1/1000'] = process.argv
for (let at = 0; ; at++) {
  try {
    openLedger(path, 'drill', readRational('1'), new Date())
    const release = `${name}-${at}`
    reserve(path, release, readRational(price), new Date())
    process.stdout.write(`${release}\n`)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (error.code === 'statistics.spent') {
      process.stdout.write('spent\n')
      process.exit(0)
    }
    throw error
  }
}
