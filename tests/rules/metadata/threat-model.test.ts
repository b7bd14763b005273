import { describe, expect, it } from 'vitest'
import { differences, listedColumns, snapshotColumns, type Columns } from '../../support/metadata.ts'

const listed = listedColumns()
const columns = snapshotColumns()

describe('what a thief of the database reads', () => {
  it('is listed in the threat model, column by column, and nothing else is', () => {
    expect(columns.size).toBeGreaterThan(400)
    expect(differences(columns, listed)).toEqual([])
  })

  it('is found to differ when a column comes that nobody listed, or goes', () => {
    const more: Columns = new Map([...columns, ['conversations.visits.shoe_size', { type: 'text' }]])
    expect(differences(more, listed)).toEqual([expect.stringContaining('conversations.visits.shoe_size')])
    const confidential: Columns = new Map([...columns].filter(([name]) => !name.includes('confidential')))
    expect(differences(confidential, listed).length).toBeGreaterThan(0)
  })

  it('never calls text sealed, nor bytes legible', () => {
    const text: Columns = new Map([...columns, ['conversations.envelopes.bytes', { type: 'text' }]])
    expect(differences(text, listed)).toEqual([expect.stringContaining('listed as sealed')])
    expect(listed.get('conversations.envelopes.bytes')).toBe('sealed')
  })
})
