import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Installs Debian's packages where they are missing; `packages` is by the program that shows whether one is there.
 * Gives a sentence for whoever runs the drill when it can't.
 */
export function installPackages(packages: Readonly<Record<string, string>>): string | undefined {
  const missing = Object.keys(packages).filter((program) => !existsSync(program))
  if (missing.length === 0) return undefined
  const names = missing.map((program) => packages[program]).join(' ')
  const command = `apt-get install -y --no-install-recommends ${names}`
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return `needs Debian and these packages: ${names}. As root: apt-get update && ${command}`
  const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const
  spawnSync('apt-get', ['update'], quiet)
  spawnSync('apt-get', command.split(' ').slice(1), quiet)
  const left = missing.filter((program) => !existsSync(program))
  return left.length > 0 ? `could not be installed: ${left.join(' ')} (tried: ${command})` : undefined
}
