import { defineErrors } from '../kernel/index.ts'

/** What any request can meet before it reaches a room. */
export const requestErrors = defineErrors('request', {
  invalid: { status: 400, safe: 'Nothing was changed; what was typed is still on the page.' },
  too_large: { status: 413, safe: 'Nothing was changed; what was typed is still on the page.' },
  not_found: { status: 404, safe: 'Nothing was changed.' },
  method: { status: 405, safe: 'Nothing was changed.' },
  encoding: { status: 415, safe: 'Nothing was changed.' },
  unauthenticated: { status: 401, safe: 'Nothing was changed; a draft stays sealed in the tab.' },
  forbidden: { status: 403, safe: 'Nothing was changed and nothing was shown.' },
  rate_limited: { status: 429, safe: 'Nothing was changed; trying again later is safe.' },
})

export const serverErrors = defineErrors('server', {
  unavailable: {
    status: 503,
    safe: 'What was acknowledged is kept; what was not can be sent again without doubling.',
  },
  unexpected: {
    status: 500,
    safe: 'What was acknowledged is kept; what was not can be sent again without doubling.',
  },
  full: { status: 507, safe: 'Nothing half-written is kept; what was typed is still on the page.' },
})
