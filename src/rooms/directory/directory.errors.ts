import { defineErrors } from '../../kernel/index.ts'

/** What can go wrong in the register. */
export const directoryErrors = defineErrors('directory', {
  not_found: {
    status: 404,
    safe: 'Nothing was changed. A service that is no longer offered is not found either.',
  },
  bad_place: { status: 400, safe: 'Nothing was searched; what was typed is still on the page.' },
  too_many: { status: 429, safe: 'Nothing was searched and nothing was kept; trying again later is safe.' },
  import_not_found: { status: 400, safe: 'Nothing was read and nothing was changed.' },
  import_wrong_format: {
    status: 400,
    safe: 'Nothing was changed. The register takes HSDS JSON and HSDS CSV packages.',
  },
  import_broken_json: { status: 400, safe: 'Nothing was changed. The line and column are named.' },
  import_missing_columns: {
    status: 400,
    safe: 'Nothing was changed. The file and its missing columns are named.',
  },
  import_nothing_known: { status: 400, safe: 'Nothing was changed. No table of HSDS was found.' },
  import_too_large: { status: 400, safe: 'Nothing was read and nothing was changed.' },
})
