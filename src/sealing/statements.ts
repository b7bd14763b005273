import { isId } from '../kernel/index.ts'
import { keyBytes, parse, signStatement, timeOf, verifyStatement, type Signed } from './certificates.ts'
import { insist } from './errors.ts'
import type { Pair } from './keys.ts'
import { labels } from './suite.ts'

/**
 * What the maker of an epoch says of it: whose it is, which key, after which one,
 * under which certificate. It runs out, so that an old key can't be served for ever.
 */
export type EpochStatement = {
  teamId: string
  number: number
  epochId: string
  publicKey: string
  /** The epoch before; empty for the first. */
  previous: string
  certificateId: string
  at: string
  until: string
}

/** A team's key is signed for this long at most. A certified member's browser makes the next well before. */
export const epochDays = 90

/** A little longer is accepted, for clocks that differ. */
const longest = (epochDays + 2) * 86_400_000

function write(statement: EpochStatement): string {
  const { teamId, number, epochId, publicKey, previous, certificateId, at, until } = statement
  return JSON.stringify({
    label: labels.epochStatement,
    teamId,
    number,
    epochId,
    publicKey,
    previous,
    certificateId,
    at,
    until,
  })
}

/** Signs with the maker's own signing pair. Throws `bad_argument` for a statement that nobody would take. */
export async function signEpochStatement(signer: Pair, statement: EpochStatement): Promise<Signed> {
  const text = write(statement)
  insist(readEpochStatement(text), 'bad_argument')
  return signStatement(signer, labels.epochStatement, text)
}

/** Reads a statement back; undefined for anything that signEpochStatement does not write. */
export function readEpochStatement(text: string): EpochStatement | undefined {
  const read = parse<EpochStatement>(text)
  try {
    if (!read || write(read) !== text) return undefined
    const { teamId, number, epochId, previous, certificateId } = read
    const ids = [teamId, epochId, certificateId].every(isId) && (previous === '' || isId(previous))
    const span = timeOf(read.until) - timeOf(read.at)
    keyBytes(read.publicKey)
    return ids && Number.isInteger(number) && number > 0 && span > 0 && span <= longest ? read : undefined
  } catch {
    return undefined
  }
}

/** Whether the statement stands under the maker's signing key (base64url). */
export function verifyEpochStatement(signPublicKey: string, signed: Signed): Promise<boolean> {
  return verifyStatement(keyBytes(signPublicKey), labels.epochStatement, signed)
}
