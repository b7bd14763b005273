/**
 * The needs one can search by, named as people need them. Their names are in
 * the catalogues (`directory.need.<code>`); how people say them is in
 * words/phrases.ts.
 */
export const needCodes = [
  'safe_bed',
  'crisis_line',
  'counselling',
  'peer_support',
  'health_care',
  'assault_care',
  'detox',
  'legal_aid',
  'immigration',
  'work_rights',
  'papers',
  'money',
  'food',
  'ride',
  'housing',
  'childcare',
  'image_removal',
  'tattoo_removal',
] as const

export type NeedCode = (typeof needCodes)[number]

/** Whether a text is the code of a need. */
export function isNeed(text: string): text is NeedCode {
  return needCodes.some((code) => code === text)
}
