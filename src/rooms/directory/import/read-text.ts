import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import type { Remark } from './rows.ts'

// V8 holds no longer text than this; a register of a country is a tenth of it.
const largest = 400 * 1024 * 1024
/** The text of a file in UTF-8, UTF-16 or, with a remark, Windows-1252. Throws where it is no text, or too long. */
export function readText(path: string, remarks: Remark[]): string {
  const file = basename(path)
  if (statSync(path).size > largest) throw new NorthlineError(directoryErrors.import_too_large, { file })
  const bytes = readFileSync(path)
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  // A NUL in the first bytes: a spreadsheet, an archive or a picture under a wrong name.
  if (bytes.subarray(0, 4_096).includes(0))
    throw new NorthlineError(directoryErrors.import_wrong_format, { file })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    remarks.push({ file, reason: 'is not UTF-8 and was read as Windows-1252' })
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
