import type { Room } from '../../../contracts/directory-upkeep.ts'
import { formatWait, type Translate } from '../../../i18n/index.ts'
import type { SaidRoom } from './upkeep.repository.ts'

const hour = 3_600_000

/** From when on what was said of room is believed. */
export function believedSince(now: Date, { roomHours }: { roomHours: number }): Date {
  return new Date(now.getTime() - roomHours * hour)
}

/** What is free, with how long ago that was said. */
export function presentRoom(
  t: Translate,
  said: SaidRoom | null,
  now: Date,
  /** What was said since then is believed. */
  since: Date,
): Room | undefined {
  if (!said) return undefined
  const { unit, free, at } = said
  const then = new Date(at)
  const ago = formatWait(t.locale, Math.max(0, (now.getTime() - then.getTime()) / 1_000))
  return {
    unit,
    free,
    at: then.toISOString(),
    believed: then >= since,
    text: t(`directory.room.${unit}`, { count: free, ago }),
  }
}
