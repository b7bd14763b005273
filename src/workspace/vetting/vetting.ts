import type { VettingSubject } from '../../contracts/directory-vetting.ts'
import { queries } from '../app/queries.ts'

/** Everything about vetting begins with this key. */
export const vettingKey = 'vetting'

/** After anything was done: the lists and the case are asked for again, and what searches find has changed. */
export async function vettingChanged(): Promise<void> {
  await Promise.all([vettingKey, 'services'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
}

/** How each level of vetting is coloured. */
export const vettingTones = { line: 'good', source: 'good', lapsed: 'care', none: 'care' } as const

/** What a new vetting is about: a service that was met, or something that has a standing already. */
export type About = { serviceId: string } | { subject: { kind: VettingSubject; subjectId: string } }
