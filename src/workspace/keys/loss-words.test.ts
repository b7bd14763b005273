import { describe, expect, it } from 'vitest'
import { workspaceTranslator } from '../../i18n/workspace.ts'
import { wordsOfLoss, type KeyState } from './loss-words.ts'

const calm: KeyState = { epochs: 4, mine: 4, atRisk: 0, recoverable: 0, lost: null }
const say = (state: Partial<KeyState>, locale: 'en' | 'fr' = 'en') =>
  wordsOfLoss(workspaceTranslator(locale), { ...calm, ...state }, 'America/Toronto').join('\n')

describe('what the page says of a team’s past', () => {
  it('is that nothing is lost, where nothing is', () => {
    expect(say({})).toBe('Nothing is lost in this team.')
    expect(say({ epochs: 0, mine: 0 })).toContain('so nothing is lost')
  })

  it('is how much is gone, since when and until when, and that nobody can open it, in both languages', () => {
    const lost = { count: 2, from: '2026-11-01T12:00:00.000Z', until: '2026-11-03T12:00:00.000Z' }
    const said = say({ mine: 1, lost })
    expect(said).toContain('2 team keys are gone')
    expect(said).toContain('can’t be opened by anyone any more')
    expect(said).toMatch(/from .*November 1.* until .*November 3|from .*Nov\w* 1\b.* until .*Nov\w* 3\b/)
    expect(say({ mine: 3, lost: { ...lost, count: 1, until: null } })).toContain('until now')
    expect(say({ mine: 1, lost }, 'fr')).toContain('2 clés d’équipe sont perdues')
  })

  it('promises nothing where all is gone, and names what can still be done where something can', () => {
    const lost = { count: 4, from: '2026-11-01T12:00:00.000Z', until: null }
    const all = say({ mine: 0, lost })
    expect(all).not.toMatch(/recover|colleague/)
    expect(say({ mine: 1, recoverable: 3 })).toContain('3 team keys can still be recovered')
    expect(say({ mine: 1, atRisk: 1 })).toContain('1 team key hangs on one person alone')
    expect(say({ mine: 1 })).toContain('You open 1 of 4 team keys')
  })
})
