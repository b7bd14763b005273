import { ConfigurationError, type Configuration } from './configuration.ts'
import { compose, type Northline } from './compose.ts'
import { keepMemoryOutOfCoreFiles } from './core-files.ts'
import { StartRefused } from './start-refusals.ts'
import { createLog, faultOf, type Log } from './log.ts'
import { withoutPasswords } from './without-passwords.ts'

export type Start = {
  configuration: Configuration
  demo: boolean
  /** Called once the port is open; the demo prints what it made. */
  ready?: (northline: Northline) => Promise<void>
  /** Called before the port opens; the demo makes its people and services. */
  prepare?: (northline: Northline) => Promise<void>
}

/** Starts the system, and stops it gracefully at the first SIGTERM or SIGINT; at the second, at once. */
export async function runUntilStopped(prepare: () => Promise<Start>): Promise<void> {
  keepMemoryOutOfCoreFiles()
  let log = createLog('info')
  try {
    const start = await prepare()
    log = createLog(start.demo ? 'warn' : start.configuration.server.logLevel)
    const northline = await compose(start.configuration, { demo: start.demo, log })
    try {
      await start.prepare?.(northline)
      const listening = await northline.listen()
      log.info('ready', { address: `port ${listening.port}`, engine: northline.database.engine })
      await start.ready?.(northline)
    } catch (error) {
      await northline.close()
      throw error
    }
    stopOnSignal(northline, log)
    stopWithEngine(northline, log)
  } catch (error) {
    explain(error, log)
    process.exitCode = 1
  }
}

function stopOnSignal(northline: Northline, log: Log): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info('stopping', { signal })
    northline.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('stop failed', faultOf(error))
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** Long enough for answers under way to leave (ms). */
const lastWords = 500

/**
 * An embedded database that gave up answers no more in this process: whoever
 * keeps the server running starts it again. Closing would wait for the engine, for ever.
 */
function stopWithEngine({ database }: Northline, log: Log): void {
  void database.gaveUp.then((error) => {
    log.error('database gave up', faultOf(error))
    process.stderr.write(
      'The embedded database gave up; its disk is full, most likely. Make room and start the server again: nothing acknowledged is lost.\n',
    )
    setTimeout(() => process.exit(1), lastWords)
  })
}

/** An operator reads this: plain text, not a stack. */
function explain(error: unknown, log: Log): void {
  if (error instanceof ConfigurationError || error instanceof StartRefused) {
    process.stderr.write(`${error.message}\n`)
    return
  }
  const code = (error as { code?: string }).code
  if (code === 'EADDRINUSE')
    process.stderr.write('The port is taken by another program: set PORT to a free one.\n')
  log.error('start failed', faultOf(error))
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const reason = withoutPasswords(cause instanceof Error ? cause.message : 'unknown', process.env)
  process.stderr.write(`The start failed: ${reason}\n`)
}
