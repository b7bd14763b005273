/** What every room may use and what uses nothing: ids, bytes, actors, errors, settings, CSV. */
export * from './actor.ts'
export * from './bytes.ts'
export * from './csv.ts'
export * from './errors.ts'
export * from './ids.ts'
export * from './settings.ts'
export * from './outer-keys.ts'
export * from './rate-limit.ts'
