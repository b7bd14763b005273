/** Interim door until the room is finished. */
import type { HandledRoute } from '../../contracts/index.ts'
export { directorySettings } from './directory.config.ts'
export type Directory = { routes: readonly HandledRoute[] }
export const createDirectory = (_deps: unknown): Directory => ({ routes: [] })
