import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { CompiledQuery } from 'kysely'
import { openDatabase } from '../../../src/database/index.ts'
import type { Book } from './book.ts'
import type { Stage } from './stage.ts'

/** Faults put in on purpose, one for each kind of sink, as software would make them. */
export const plants = {
  /** A column in plain text, long enough to be compressed and to leave its row. */
  async tables(stage: Stage, book: Book): Promise<void> {
    const text = `${'a note that somebody added. '.repeat(200)}${book.plain('planted: table')}`
    const database = await openDatabase(
      stage.postgres ? { url: stage.postgres.url } : { dataDir: stage.home.data },
    )
    const run = (query: string) => database.unguarded.executeQuery(CompiledQuery.raw(query))
    await run('reset role')
    await run('create table if not exists public.planted (note text)')
    await run(`insert into public.planted values ('${text}')`)
    await database.close()
  },
  async 'data folder'(stage: Stage, book: Book): Promise<void> {
    writeFileSync(join(stage.dataFolder, 'notes.txt'), Buffer.from(book.plain('planted: file'), 'utf16le'))
  },
  async log(stage: Stage, book: Book): Promise<void> {
    appendFileSync(
      stage.home.log,
      `{"level":50,"body":${JSON.stringify({ t: book.foreign('planted: log') })}}\n`,
    )
  },
  async 'temporary files'(stage: Stage, book: Book): Promise<void> {
    writeFileSync(
      join(stage.home.temporary, 'upload-1'),
      gzipSync(`upload ${book.plain('planted: temporary')}`),
    )
  },
  async 'core file'(stage: Stage, book: Book): Promise<void> {
    const memory = Buffer.alloc(5_000_000, 0x41)
    memory.write(book.plain('planted: core'), 4_321_123, 'latin1')
    writeFileSync(join(stage.work, 'core.1'), memory)
  },
  async witness(stage: Stage, book: Book): Promise<void> {
    appendFileSync(
      join(stage.witnessFolder, 'out.jsonl'),
      `${JSON.stringify({ note: book.plain('planted: witness') })}\n`,
    )
  },
  async 'profile after Exit'(stage: Stage, book: Book): Promise<void> {
    plantInCache(join(stage.home.root, 'profile-exit'), book.plain('planted: cache'))
  },
  async 'profile after a kill'(stage: Stage, book: Book): Promise<void> {
    plantInCache(join(stage.home.root, 'profile-kill'), book.foreign('planted: cache, killed'))
  },
  async 'profile without script'(stage: Stage, book: Book): Promise<void> {
    plantInSession(join(stage.home.root, 'profile-plain'), book.plain('planted: session'))
  },
  async 'profile in a crowd'(stage: Stage, book: Book): Promise<void> {
    plantInSession(join(stage.home.root, 'profile-crowd'), book.plain('planted: session, crowd'))
  },
} as const

export type Sink = keyof typeof plants

/** What a browser keeps to open its tabs again. */
function plantInSession(profile: string, text: string): void {
  const sessions = join(profile, 'Default', 'Sessions')
  mkdirSync(sessions, { recursive: true })
  writeFileSync(join(sessions, 'Session_1'), Buffer.from(`SNSS ${text}`, 'utf16le'))
}

/** An entry of Chromium’s cache: a header, the address, then the body as it travelled. */
function plantInCache(profile: string, text: string): void {
  const address = 'http://127.0.0.1/api/conversation/messages'
  const header = Buffer.alloc(24)
  header.writeBigUInt64LE(0xfcfb6d1ba7725c30n, 0)
  header.writeUInt32LE(address.length, 12)
  const body = brotliCompressSync(`${'so it goes. '.repeat(50)}${text}`)
  const folder = join(profile, 'Default', 'Cache', 'Cache_Data')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, '0123456789abcdef_0'), Buffer.concat([header, Buffer.from(address), body]))
}
