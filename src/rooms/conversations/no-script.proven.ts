import { conversationErrors, refuse } from './conversations.errors.ts'
import type { LinePort } from './conversations.deps.ts'
import type { Room } from './conversations.room.ts'
import { anyBytes } from './conversations.bytes.ts'
import type { Tx } from '../../database/index.ts'

type Epoch = Parameters<NonNullable<LinePort['proves']>>[1]

/**
 * Where organisation keys are pinned, the server seals for a browser without script only to a key
 * that the browser itself would take with script. It stays the server's word: the page says so.
 */
export async function requireProven(room: Pick<Room, 'line'>, tx: Tx, epoch: Epoch): Promise<void> {
  const { proves } = room.line
  if (proves && !(await proves(tx, epoch))) refuse(conversationErrors.unverified_key)
}

/** The same, before there is a transaction. */
export async function requireProvenLine(
  room: Pick<Room, 'line' | 'database'>,
  line: { epochId: string; epochPublicKey: string },
): Promise<void> {
  if (!room.line.proves) return
  const epoch = { epochId: line.epochId, epochPublicKey: anyBytes(line.epochPublicKey) }
  await room.database.as({ kind: 'public' }, (tx) => requireProven(room, tx, epoch))
}
