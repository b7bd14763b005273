/* npm start: the whole system, for real, until SIGTERM or SIGINT. */
import { readConfiguration } from './configuration.ts'
import { runUntilStopped } from './run.ts'

await runUntilStopped(async () => ({ configuration: readConfiguration(process.env), demo: false }))
