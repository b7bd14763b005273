import { defineErrors } from '../../kernel/index.ts'

/** What can go wrong where statistics are published. The command for a file has its own words (command/refused.ts). */
export const statisticsErrors = defineErrors('statistics', {
  no_release: { status: 404, safe: 'Nothing was changed.' },
  already_corrected: {
    status: 409,
    safe: 'Nothing was published: a release has one correction, which can be corrected in its turn.',
  },
})
