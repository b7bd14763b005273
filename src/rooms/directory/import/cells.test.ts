import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainText, readCell } from './cells.ts'

describe('text', () => {
  it.each([
    ['<p>Call <b>first</b>.</p><p>Then come.</p>', 'Call first .\nThen come.'],
    ['&lt;p&gt;Caf&eacute; &amp;amp; bed&lt;/p&gt;', 'Café & bed'],
    ['&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;Bed', 'Bed'],
    ['<script>alert(1)</script><style>p{}</style>Bed', 'Bed'],
    ['one<br/>two', 'one\ntwo'],
    ['a\u0000b\u200bc', 'abc'],
    ['  many   spaces \r\n\r\n\r\n\r\nand lines ', 'many spaces\n\nand lines'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
    ['lone \ud800 surrogate', 'lone \ufffd surrogate'],
  ])('%j becomes plain', (html, text) => expect(plainText(html)).toBe(text))

  it('has no tag of a page left in it, however it was escaped', () => {
    const tag = fc.constantFrom(
      '<img src=x onerror=alert(1)>',
      '<a href="javascript:x">',
      '</div>',
      '<iframe>',
    )
    const escape = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    fc.assert(
      fc.property(
        fc.string(),
        tag,
        fc.string(),
        fc.integer({ min: 0, max: 3 }),
        (before, html, after, times) => {
          let text = before.replaceAll(/[<>&]/g, '') + html + after.replaceAll(/[<>&]/g, '')
          for (let i = 0; i < times; i++) text = escape(text)
          expect(plainText(text)).not.toMatch(/<\/?(img|a|div|iframe)/)
        },
      ),
    )
  })
})

describe('a cell', () => {
  it.each([
    ['', 'line', undefined], [null, 'line', undefined], ['a\nb', 'line', 'a, b'], ['example.org/x', 'url', 'https://example.org/x'],
    ['http://a.example', 'url', 'http://a.example'], ['12', 'age', 12], ['0', 'age', undefined], ['200', 'age', undefined],
    ['999', 'age', undefined], ['100', 'age', undefined], ['', 'age', undefined], ['17.5', 'age', 17], ['-76.48', 'longitude', -76.48],
    ['2026-03-08', 'date', '2026-03-08'], ['2026-03-08T10:00:00Z', 'date', '2026-03-08'], ['Yes', 'boolean', true],
    ['0', 'boolean', false], ['a; b,c', 'list', ['a', 'b', 'c']], [['a'], 'list', ['a']], [3, 'line', '3'],
  ] as const)('%j as %s is %j', (raw, kind, value) => expect(readCell(raw, kind)).toEqual({ value })) // prettier-ignore

  it.each([
    ['2026-02-30', 'date'], ['03/08/2026', 'date'], ['soon', 'date'], ['100', 'latitude'], ['181', 'longitude'], ['x', 'number'],
    ['1e5', 'integer'], ['javascript:alert(1)', 'url'], ['no address', 'url'], ['maybe', 'boolean'], [{ a: 1 }, 'line'],
    [['a'], 'line'], [[1], 'list'], ['-3', 'age'],
  ] as const)('%j is no %s', (raw, kind) => expect(readCell(raw, kind)).toHaveProperty('fault')) // prettier-ignore

  it('that is too long is cut and says so', () => {
    const cell = readCell('x'.repeat(600), 'line')
    expect(cell).toMatchObject({ note: expect.stringContaining('500') as string })
    expect('value' in cell && String(cell.value).length).toBe(500)
  })
})
