/** The elements of AIRS for days, as RFC 5545 has them. */
export const dayNames = {
  Monday: 'MO', Tuesday: 'TU', Wednesday: 'WE', Thursday: 'TH', Friday: 'FR', Saturday: 'SA', Sunday: 'SU',
} // prettier-ignore

/**
 * What a code of a taxonomy is called where only the code is there. Some exports put facets into it, such as
 * `{what:'HOUSING',who:'Youth'}`: those are words. Any other code is its own name.
 */
export function termName(code: string): string {
  if (!/^\{.*\}$/s.test(code)) return code
  const values = [...code.matchAll(/:\s*'([^']*)'/g)].map(([, value]) => (value ?? '').trim())
  const words = values.filter(Boolean).join(', ').toLowerCase()
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : code
}
