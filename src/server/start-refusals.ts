/** What stops a start before anything is served, by stable code. An operator reads it, in English; docs/errors.md lists it. */
export const startRefusals = {
  'server.demo_data':
    'This database was made by the demo: its people, services and keys are invented. Set DATA_DIR or DATABASE_URL to another.',
  'server.real_data': 'This database was not made by the demo, so the demo leaves it alone.',
  'server.other_outer_keys': 'The outer keys in OUTER_KEYS are not the ones this database was written with.',
  'server.missing_outer_keys':
    'The database knows outer keys by month that OUTER_KEYS does not have. Put them back from a copy. One that is lost everywhere is given up with `npm run keys -- lost --month YYYY-MM`; what it wrapped then opens nowhere.',
  'server.demo_keys': 'The outer keys in OUTER_KEYS were made by the demo. Set OUTER_KEYS to another folder.',
  'server.real_keys':
    'The outer keys in OUTER_KEYS were not made by the demo, so the demo leaves them alone.',
} as const

/** Thrown before anything is served; the message is for the operator and ends with the code. */
export class StartRefused extends Error {
  readonly code: keyof typeof startRefusals
  constructor(code: keyof typeof startRefusals) {
    super(`${startRefusals[code]} (${code})`)
    this.name = 'StartRefused'
    this.code = code
  }
}
