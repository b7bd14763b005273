import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Every folder that holds migrations: the foundation's and each room's. */
export function migrationFolders(): string[] {
  const rooms = join(here, '..', 'rooms')
  return [
    join(here, 'migrations'),
    ...readdirSync(rooms)
      .map((room) => join(rooms, room, 'migrations'))
      .filter((folder) => existsSync(folder)),
  ]
}
