import { describe, expect, it } from 'vitest'
import { auditActions, subjectKinds } from '../../contracts/audit-actions.ts'
import { workspaceKeys } from '../../i18n/workspace.ts'

describe('what the audit records', () => {
  const without = (prefix: string, names: readonly string[]) => {
    const told = new Set<string>(workspaceKeys)
    return names.filter((name) => !told.has(`${prefix}${name}`))
  }

  it('can be read in words, each act and each kind of thing', () => {
    expect(without('workspace.audit.action.', auditActions)).toEqual([])
    expect(without('workspace.audit.kind.', subjectKinds)).toEqual([])
  })

  it('has no words for what is never recorded', () => {
    const known = new Set<string>(auditActions.map((action) => `workspace.audit.action.${action}`))
    const strays = workspaceKeys.filter((key) => key.startsWith('workspace.audit.action.') && !known.has(key))
    expect(strays).toEqual([])
  })
})
