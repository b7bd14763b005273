import { content as contentShape } from '../../contracts/content.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import type { ThreadEntry } from '../../sealing/index.ts'
import type { Standing } from '../sealing-client/generation-keys.ts'
import type { ThreadLine } from './conversation-state.ts'

export type Place = { position: number; at: string }

/**
 * The thread as lines in the server's order. Content is checked here, because the
 * other side may be hostile: what is of no kind we know stands there, marked.
 */
export function linesOf(
  entries: readonly ThreadEntry[],
  places: ReadonlyMap<string, Place>,
  standingOf: (generation: number) => Standing,
): ThreadLine[] {
  return entries
    .map((entry): ThreadLine => {
      const place = places.get(entry.hash)
      const read = entry.body ? contentShape.safeParse(entry.body.content) : undefined
      const { header, signedBy, missing, late, forked, hash } = entry
      return {
        id: entry.id,
        position: place?.position ?? 0,
        at: new Date(place?.at ?? 0),
        content: read?.data,
        shut: entry.state === 'shut' ? entry.reason : read && !read.success ? 'malformed' : undefined,
        deleted: entry.state === 'deleted',
        author: header ? header.role : 'unknown',
        signedBy: signedBy && bytesToBase64Url(signedBy.signPublicKey),
        serverSealed: header?.serverSealed ?? false,
        missing,
        late,
        forked,
        generation: header?.generation,
        standing: header ? standingOf(header.generation) : 'unknown',
        visitId: header?.role === 'seeker' ? entry.body?.visit?.id : undefined,
        writerId: header?.writerId,
        sequence: header?.sequence,
        hash,
      }
    })
    .sort((a, b) => a.position - b.position)
}
