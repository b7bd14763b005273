import { randomId, type Bytes } from '../kernel/index.ts'
import {
  createPair,
  createWriter,
  newGeneration,
  nextEnvelope,
  type GenerationKey,
  type Pair,
} from './index.ts'
import { sealingReason } from './errors.ts'

/** For this folder's tests: fewer rounds, same path. */
export const fast = { iterations: 1000 }

/** Made up: 2048 different words whose first four letters are unique. */
export const inventedWords: readonly string[] = Array.from({ length: 2048 }, (_, i) => {
  const syllables = [
    'ba',
    'ce',
    'di',
    'fo',
    'gu',
    'ka',
    'le',
    'mi',
    'no',
    'pu',
    'ra',
    'se',
    'ti',
    'vo',
    'zu',
    'we',
  ]
  const pick = (shift: number): string => syllables[(i >> shift) & 15] ?? ''
  return `${pick(0)}${pick(4)}${i >> 8 ? pick(8) : ''}${'x'.repeat(i >> 8)}`
})

export type Scene = { conversationId: string; generation: GenerationKey; responder: Pair }

export async function scene(conversationId = randomId(), number = 1): Promise<Scene> {
  const epoch = { id: randomId(), publicKey: (await createPair()).publicKey }
  const { generation } = await newGeneration({ conversationId, number, epoch, recipients: [] })
  return { conversationId, generation, responder: await createPair() }
}

/** A writer that remembers itself. */
export function penFor(
  { conversationId, generation, responder }: Scene,
  role: 'seeker' | 'responder' = 'seeker',
) {
  let writer = createWriter(conversationId, role)
  const signer = role === 'responder' ? { signer: responder } : {}
  return async (text: string, seen: { writer: string; sequence: number; hash: string }[] = []) => {
    const made = await nextEnvelope(writer, { generation, content: { kind: 'text', text }, seen, ...signer })
    writer = made.writer
    return made
  }
}

/** The reason for which something refuses, or 'opened'. */
export async function refusal(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'opened',
    (error: unknown) => sealingReason(error) ?? `not a sealing error: ${String(error)}`,
  )
}

export function flipped(bytes: Bytes, bit: number): Bytes {
  const changed = bytes.slice()
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return changed
}
