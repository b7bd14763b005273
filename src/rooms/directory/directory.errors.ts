import { defineErrors } from '../../kernel/index.ts'

/** What can go wrong in the register. */
export const directoryErrors = defineErrors('directory', {
  not_found: {
    status: 404,
    safe: 'Nothing was changed. A service that is no longer offered is not found either.',
  },
  not_allowed: { status: 403, safe: 'Nothing was read or changed.' },
  keeper_not_provider: { status: 400, safe: 'Nothing was changed.' },
  vetting_not_found: { status: 404, safe: 'Nothing was changed.' },
  vetting_open: {
    status: 409,
    safe: 'Nothing was changed: one is under way for it, to which the reason can be added.',
  },
  vetting_closed: {
    status: 409,
    safe: 'Nothing was changed: its outcome stands, and a new one can be opened.',
  },
  vetting_bad_answer: { status: 400, safe: 'Nothing was changed; what was typed is still on the page.' },
  vetting_no_evidence: { status: 400, safe: 'Nothing was changed; what was typed is still on the page.' },
  vetting_own: { status: 403, safe: 'Nothing was changed: somebody who did not nominate it reviews it.' },
  vetting_reviewed: { status: 409, safe: 'Nothing was changed: the first review stands.' },
  vetting_unanswered: { status: 409, safe: 'Nothing was changed; a no is possible at any time.' },
  vetting_bad_end: { status: 400, safe: 'Nothing was changed; what was typed is still on the page.' },
  vetting_no_reason: { status: 400, safe: 'Nothing was changed; what was typed is still on the page.' },
  entry_changed: {
    status: 409,
    safe: 'Nothing was changed: somebody changed the same field meanwhile. What was typed is still on the page.',
  },
  entry_fixed: { status: 409, safe: 'Nothing was changed; what was typed is still on the page.' },
  entry_bad_hours: { status: 400, safe: 'Nothing was changed; what was typed is still on the page.' },
  entry_bad_phone: { status: 400, safe: 'Nothing was changed; what was typed is still on the page.' },
  entry_bad_province: { status: 400, safe: 'Nothing was changed; what was typed is still on the page.' },
  change_not_found: { status: 404, safe: 'Nothing was changed.' },
  change_answered: { status: 409, safe: 'Nothing was changed: the first answer stands.' },
  change_own: { status: 403, safe: 'Nothing was changed: somebody who did not ask for it answers it.' },
  change_no_reason: { status: 400, safe: 'Nothing was changed; what was typed is still on the page.' },
  duplicate_decided: {
    status: 409,
    safe: 'Nothing was changed: somebody decided about these two meanwhile. What was typed is still on the page.',
  },
  duplicate_vetting: { status: 409, safe: 'Nothing was changed: both are still found.' },
  duplicate_keeper: { status: 409, safe: 'Nothing was changed: both are still found.' },
  duplicate_behind: { status: 409, safe: 'Nothing was changed: what stands behind another still does.' },
  bad_place: { status: 400, safe: 'Nothing was searched; what was typed is still on the page.' },
  too_many: { status: 429, safe: 'Nothing was searched and nothing was kept; trying again later is safe.' },
  import_not_found: { status: 400, safe: 'Nothing was read and nothing was changed.' },
  import_wrong_format: {
    status: 400,
    safe: 'Nothing was changed. The register takes HSDS JSON, HSDS CSV packages and AIRS XML, and other files through a mapping.',
  },
  import_broken_json: { status: 400, safe: 'Nothing was changed. The line and column are named.' },
  import_broken_xml: { status: 400, safe: 'Nothing was changed. The line and column are named.' },
  import_mapping_wrong: {
    status: 400,
    safe: 'Nothing was read and nothing was changed. Every fault of the mapping is named, with its place.',
  },
  import_remote_failed: {
    status: 502,
    safe: 'Nothing was changed. The pages that came are kept for a day; the same command goes on after them.',
  },
  import_missing_columns: {
    status: 400,
    safe: 'Nothing was changed. The file and its missing columns are named.',
  },
  import_nothing_known: { status: 400, safe: 'Nothing was changed. No table of HSDS was found.' },
  import_too_large: { status: 400, safe: 'Nothing was read and nothing was changed.' },
})
