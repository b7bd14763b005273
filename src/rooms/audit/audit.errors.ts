import { defineErrors } from '../../kernel/index.ts'

export const auditErrors = defineErrors('audit', {
  not_allowed: { status: 403, safe: 'Nothing was shown.' },
})
