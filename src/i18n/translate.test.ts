import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTranslator, errorText } from './translate.ts'
import { workspaceTranslator } from './workspace.ts'

const english = {
  'a.plain': 'Hello',
  'a.count': '{n, plural, one {# person waits} other {# people wait}}',
  'a.name': 'Card from {name}',
  'a.who': '{who, select, team {the team} other {someone}}',
  'error.server.unexpected': 'Something went wrong',
  'error.room.long': 'At most {max, number}',
}
const arabic = { 'a.name': 'بطاقة من {name}', 'a.who': '{who, select, team {الفريق} other {شخص}}' }
const t = createTranslator<keyof typeof english>('en', english, english)
const ar = createTranslator<keyof typeof english>('ar', arabic, english)
const at = (mode: string) => vi.stubEnv('NODE_ENV', mode)
afterEach(() => void vi.unstubAllEnvs())

describe('a translator', () => {
  it('writes plurals, choices and values', () => {
    expect(t('a.count', { n: 1 })).toBe('1 person waits')
    expect(t('a.count', { n: 1200 })).toBe('1,200 people wait')
    expect(t('a.who', { who: 'team' })).toBe('the team')
  })

  it('never takes a value or a message for markup', () => {
    expect(t('a.name', { name: '<b>{x}</b>' })).toBe('Card from <b>{x}</b>')
    expect(createTranslator('en', { k: '<b>bold</b>' }, {})('k')).toBe('<b>bold</b>')
  })

  it('falls back to English and says so, so that a page can mark the language', () => {
    expect(ar('a.plain')).toBe('Hello')
    expect([ar.lang('a.plain'), ar.lang('a.name'), ar.direction]).toEqual(['en', 'ar', 'rtl'])
  })

  it('keeps a left-to-right name in its own order inside a right-to-left sentence', () => {
    expect(ar('a.name', { name: 'Maple House 2' })).toBe('بطاقة من \u2068Maple House 2\u2069')
    expect(ar('a.who', { who: 'team' })).toBe('الفريق')
  })

  it('throws under test when a message or a value is missing', () => {
    expect(() => createTranslator('en', {}, {})('a.b')).toThrow('no message for a.b')
    expect(() => t('a.name')).toThrow()
  })

  it('shows what it has, outside tests, rather than keep a person from help', () => {
    at('production')
    expect(createTranslator('en', {}, {})('a.b')).toBe('a.b')
    expect(t('a.name')).toBe('Card from {name}')
  })
})

describe('the sentence for an error', () => {
  it('is found by its code, with its facts', () => {
    expect(errorText(t, 'room.long', { max: 4000, nested: { a: 1 } })).toBe('At most 4,000')
  })

  it('is the general one for a code that nobody knows, even a hostile one', () => {
    expect(errorText(t, 'no.such')).toBe('Something went wrong')
    expect(errorText(t, '__proto__')).toBe('Something went wrong')
    expect([t.has('constructor'), t.has('a.plain')]).toEqual([false, true])
  })
})

it('the workspace speaks English and French', () => {
  expect(workspaceTranslator('en')('directory.open_now')).toBe('Open now')
  expect(workspaceTranslator('fr')('directory.open_now')).toBe('Ouvert maintenant')
  expect(workspaceTranslator('fr')).toBe(workspaceTranslator('fr'))
})
