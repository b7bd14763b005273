import { readSettings } from '../kernel/index.ts'
import { makeLogFolder, openLogFolder } from './log-folder.ts'
import { createSending } from './sending.ts'
import { waysOut } from './ways-out.ts'
import { witnessSettings, type WitnessSettings } from './witness.config.ts'
import { listen, witnessServer } from './witness-server.ts'
import { openWitness } from './witness.ts'

const usage = `npm run audit:witness            runs the witness (WITNESS_TOKEN is needed)
npm run audit:witness -- init    makes its key and an empty log in WITNESS_FOLDER
npm run audit:witness -- key     prints the public key with which the log began: keep it elsewhere
npm run audit:witness -- rotate  changes its key; stop the witness first`

/** What was asked for can't be done; the message is for the operator. */
export class WitnessUsageError extends Error {}

export type Running = { readonly port: number; stop(): Promise<void> }

/** Prints by `say`. Gives the running witness where it was started. Throws WitnessUsageError, LogFolderError. */
export async function witnessCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<Running | undefined> {
  const faults: string[] = []
  const settings = readSettings(witnessSettings, environment, faults)
  if (faults.length > 0) throw new WitnessUsageError(faults.join('\n'))
  const [command = 'run', ...rest] = args
  if (rest.length > 0) throw new WitnessUsageError(usage)
  const { folder, file, syslog, post } = settings
  switch (command) {
    case 'init':
      makeLogFolder(folder)
      say(`A new log with a new key is in ${folder}. Keep its public key elsewhere:\n`)
      say(openLogFolder(folder).publicPem)
      return undefined
    case 'key':
      say(openLogFolder(folder).firstPublicPem)
      return undefined
    case 'rotate':
      await requireStopped(settings)
      say(openWitness(folder).rotate())
      say('Signs from now on. The change is in the log, signed by the key before; --key stays the first one.')
      return undefined
    case 'run':
      if (!file && !syslog && !post) say('No way out is set (WITNESS_FILE, WITNESS_SYSLOG, WITNESS_POST).')
      return run(settings, say)
    default:
      throw new WitnessUsageError(usage)
  }
}

async function run(settings: WitnessSettings, say: (line: string) => void): Promise<Running> {
  const { folder, host, port, token, retrySeconds } = settings
  if (!token) throw new WitnessUsageError('WITNESS_TOKEN is not set')
  const witness = openWitness(folder)
  const failed = (way: string, error: unknown) =>
    say(`not sent yet: ${way}: ${error instanceof Error ? error.message : 'unknown'}`)
  const sending = createSending(folder, witness, waysOut(settings), failed)
  const server = witnessServer(witness, token, () => void sending.go())
  const listening = await listen(server, host, port)
  void sending.go()
  const timer = setInterval(() => void sending.go(), retrySeconds * 1_000)
  say(`The audit witness listens on ${host}:${listening}; log ${witness.log}, ${witness.entries} entries.`)
  return {
    port: listening,
    stop: async () => {
      clearInterval(timer)
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await sending.go()
    },
  }
}

/** Two processes on one folder would sign two histories. */
async function requireStopped({ host, port }: WitnessSettings): Promise<void> {
  const there = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${port}/state`).then(
    () => true,
    () => false,
  )
  if (there) throw new WitnessUsageError('The witness is running: stop it first.')
}
