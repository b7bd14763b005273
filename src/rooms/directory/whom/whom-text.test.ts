import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageIn } from './said.ts'
import { readAges, readName, readWhom } from './whom-text.ts'

/** “Women 16+” as `16- +women -men`. */
function brief(text: string): string {
  const { ages, takes, refuses, only } = readWhom(text)
  return [
    ages ? `${ages.from ?? ''}-${ages.to ?? ''}` : '',
    ...takes.map((trait) => `${only.includes(trait) ? '!' : '+'}${trait}`).sort(),
    ...refuses.map((trait) => `-${trait}`).sort(),
  ]
    .filter(Boolean)
    .join(' ')
}
const all = '+men +nonbinary +trans +women'

describe('whom a service is for, in its own words', () => {
  it.each([
    ['Women only.', '+women -men'],
    ['Women and their children who flee violence.', '+children +women -men'],
    ['Men 18+, no pets.', '18- +men -pets -women'],
    [
      'Adults (18 and over) of all genders; pets welcome',
      `18- ${['+men', '+nonbinary', '+pets', '+trans', '+women'].join(' ')}`,
    ],
    ['Youth aged 16 to 24.', '16-24'],
    ['Ages 12-17', '12-17'],
    ['Under 16', '-15'],
    ['Femmes de 16 ans et plus et leurs enfants', '16- +children +women -men'],
    ['Jeunes de 16 à 24 ans', '16-24'],
    ['Open to everyone. Self-referral.', `+men +no_referral +nonbinary +trans +women`],
    ['Referral required. Must be sober: sobriety required.', '-no_referral -using'],
    ['Not for men.', '-men'],
    ['Deaf and hard of hearing people', '!deaf'],
    ['Newcomers and residents', ''],
    ['Families', '+children'],
    ['Children 0-6 and their parents', ''],
    ['Daily 8 to 16, call 613-555-0100 or 24/7', ''],
    ['Ages 12-17 and ages 60+', ''],
    ['', ''],
  ])('“%s”', (text, expected) => {
    expect(brief(text)).toBe(expected)
  })

  it('that speaks of women and men alike refuses neither', () => {
    for (const text of ['Men and women', 'Women, men and families', 'Anyone, including men'])
      expect(readWhom(text).refuses).toEqual([])
  })

  it('is never read as taking and refusing the same, nor as ages the wrong way round', () => {
    const words = fc.constantFrom('women', 'men', 'exclusion:', 'not for', 'all genders', '16+', '12-17', '(24)', 'families', 'no pets', 'pets welcome', 'and', ',', 'under 18', 'trans', 'deaf') // prettier-ignore
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (list) => {
        const { takes, refuses, ages } = readWhom(list.join(' '))
        expect(takes.filter((trait) => refuses.includes(trait))).toEqual([])
        expect((ages?.from ?? 0) <= (ages?.to ?? 200)).toBe(true)
      }),
    )
  })

  it('a name tells whom it speaks to and refuses nobody', () => {
    expect(readName('Invented Women’s House')).toEqual({ takes: ['women'], refuses: [], only: [] })
    expect(readName('Invented Indigenous Friendship Centre').only).toEqual(['indigenous'])
    expect(readAges('Suite 12-17, 40 Main Street')).toBeUndefined()
  })
})

describe('an age that somebody types', () => {
  it.each([
    ['i m 16', 16],
    ['16 years old', 16],
    ['16yo', 16],
    ['j ai 15 ans', 15],
    ['aged 40', 40],
    ['i am 16 years old', 16],
    ['16', undefined],
    ['room 16', undefined],
    ['i m 300', undefined],
    ['16 kids', undefined],
  ])('%s', (text, age) => {
    expect(ageIn(text.split(' '))).toBe(age)
  })
})

/* Sentences that really are published, read by hand. No part of the project: where they are not beside it, this is skipped. */
const beside = process.env['NORTHLINE_SHARED'] ?? resolve(import.meta.dirname, '../../../../../shared')
const kingston = join(beside, 'data/directory/kingston/services.json')
const labels: Record<string, string> = {
  'kids-help-phone': `5-29 ${all}`, 'trans-lifeline-canada': '!nonbinary? !trans', 'hope-for-wellness-helpline': '!indigenous',
  'assaulted-womens-helpline': '+women -men', 'iska-newcomer-support': '!newcomers', 'one-roof-youth-hub': '16-24',
  'community-legal-clinic-kingston': '', 'kchc-transgender-health-care': '12- +no_referral +nonbinary !trans',
  'kingston-interval-house': '+children +women -men', 'elizabeth-fry-society-kingston': '18- +women -men',
  'kingston-detox-centre': '16-', 'kingston-youth-shelter': '16-24', 'sack-sexual-assault-centre': `12- ${all}`,
  'maltby-centre-mental-health': '-24', 'kingston-home-base-housing': '+children +men -using', 'ryandale-shelter': '18-',
  'dawn-house-womens-shelter': '16- +women -men', 'kchc-weller-clinic': '', 'queens-legal-aid': '',
  'seniors-association-kingston': '50-', 'kmfrc': '!military', 'earlyon-kchc': '', 'bgc-south-east': '',
  'ontario-femaide': '+women -men', 'ontario-male-survivors': '+men -women', 'ontario-lgbt-youthline': '-29 !trans',
  'ontario-metis-crisis-line': '!indigenous', 'ontario-ontx-distress': all, 'kingston-access-bus': '',
} // prettier-ignore

describe.skipIf(!existsSync(kingston))(
  'the Kingston collection (skipped where it is not beside the project)',
  () => {
    it('is read as a person reads it', () => {
      const rows = JSON.parse(readFileSync(kingston, 'utf8')) as { id: string; eligibility_notes?: string }[]
      const sorted = (text: string) =>
        text
          .replaceAll(/[!+]nonbinary\??/g, '')
          .split(' ')
          .filter(Boolean)
          .sort()
      for (const [id, expected] of Object.entries(labels)) {
        const notes = rows.find((row) => row.id === id)?.eligibility_notes ?? ''
        expect(sorted(brief(notes)), `${id}: ${notes}`).toEqual(sorted(expected))
      }
    })
  },
)
