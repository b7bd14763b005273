/* npm run audit:witness [-- init | key | rotate]: signs what the audit wrote, as another user than the app and the database. */
import { witnessCommand } from '../src/witness/index.ts'

try {
  const running = await witnessCommand(process.argv.slice(2), process.env, (line) =>
    process.stdout.write(`${line}\n`),
  )
  const stop = () => void running?.stop().then(() => process.exit(0))
  if (running) {
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown fault'}\n`)
  process.exitCode = 1
}
