import { describe, expect, it } from 'vitest'
import { readSettings } from '../kernel/index.ts'
import { i18nSettings } from './i18n.config.ts'
import { awaitsReview, draftLocales, enabledLocales, isLocale, locales } from './locales.ts'

describe('the languages offered', () => {
  it('are English and French, until a person has read the others', () => {
    expect(enabledLocales({ demo: false, reviewed: [] })).toEqual(['en', 'fr'])
  })

  it('are all of them in the demo', () => {
    expect(enabledLocales({ demo: true, reviewed: [] })).toEqual(locales)
  })

  it('take in a draft that the operator says was reviewed', () => {
    expect(enabledLocales({ demo: false, reviewed: ['ar'] })).toEqual(['en', 'fr', 'ar'])
    expect([awaitsReview('ar', ['ar']), awaitsReview('es', ['ar']), awaitsReview('fr', [])]).toEqual([
      false,
      true,
      false,
    ])
  })

  it('hold no Indigenous language, which a machine must not write', () => {
    expect(locales.filter((locale) => /^(iu|cr|oj|mic|moh|atj|den|chp|ike)/.test(locale))).toEqual([])
  })

  it('are known letter for letter', () => {
    expect([isLocale('zh-Hans'), isLocale('zh'), isLocale('toString')]).toEqual([true, false, false])
  })
})

describe('REVIEWED_LOCALES', () => {
  const read = (text: string) => {
    const faults: string[] = []
    return { ...readSettings(i18nSettings, { REVIEWED_LOCALES: text }, faults), faults }
  }

  it('takes drafts by commas and is empty by default', () => {
    expect(read('ar, pa').reviewedLocales).toEqual(['ar', 'pa'])
    expect(read('').reviewedLocales).toEqual([])
  })

  it('refuses a language that is not one of the drafts', () => {
    expect(read('ar,xx').faults).toEqual(['REVIEWED_LOCALES does not know “xx”'])
    expect(draftLocales).not.toContain('en')
  })
})
