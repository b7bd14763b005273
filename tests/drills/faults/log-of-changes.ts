import { closeSync, openSync, readSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const segmentBytes = 16 * 1024 * 1024
const pageBytes = 8_192

/**
 * Bytes of PostgreSQL's log of changes that can still be written without a new file. A page that was
 * written begins with its own address (xlogdefs.h: XLogPageHeaderData, xlp_pageaddr at 8); what an old
 * file that is used again still holds has another.
 */
export function roomInLog(dataDir: string): number {
  const folder = join(dataDir, 'pg_wal')
  let left = 0
  for (const name of readdirSync(folder).filter((entry) => /^[0-9A-F]{24}$/.test(entry))) {
    const segment = BigInt(`0x${name.slice(8, 16)}`) * 256n + BigInt(`0x${name.slice(16)}`)
    const start = segment * BigInt(segmentBytes)
    const file = openSync(join(folder, name), 'r')
    const head = Buffer.alloc(16)
    try {
      for (let at = 0; at < segmentBytes; at += pageBytes) {
        readSync(file, head, 0, 16, at)
        if (head.readBigUInt64LE(8) !== start + BigInt(at)) left += pageBytes
      }
    } finally {
      closeSync(file)
    }
  }
  return left
}
