import { describe, expect, it } from 'vitest'
import type { Conversations } from '../rooms/conversations/index.ts'
import { helpSite } from './index.ts'
import { address, post, stubDeps } from './testing.ts'

const exitUrl = 'https://weather.example/'
const ended: string[] = []
const noScript = {
  exit: async ({ ticket }: { ticket: string }) => {
    ended.push(ticket)
    if (ticket === 'broken') throw new Error('the database went away')
  },
} as Partial<Conversations['noScript']> as Conversations['noScript']
const site = helpSite(stubDeps({ conversations: { ...stubDeps().conversations, noScript } }))

describe('Exit without script', () => {
  it('as a link goes to the neutral site and asks the browser to forget', async () => {
    const response = await site.request(`${address}/exit`)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(exitUrl)
    expect(response.headers.get('clear-site-data')).toBe('"cache", "storage"')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('as a form ends the ticket, which stands in no address', async () => {
    const response = await site.request(`${address}/exit`, post({ ticket: 'abc' }))
    expect(ended).toContain('abc')
    expect(response.headers.get('refresh')).toBe(`0; url=${exitUrl}`)
    expect(response.headers.get('content-security-policy')).toContain(`form-action 'self'`)
  })

  it.each([
    ['the ticket can’t be ended now', post({ ticket: 'broken' })],
    ['the form can’t be read', { method: 'POST', body: '\u0000' }],
  ])('leaves also when %s', async (_why, init) => {
    const response = await site.request(`${address}/exit`, init)
    expect(response.status).toBe(200)
    expect(response.headers.get('refresh')).toContain(exitUrl)
  })
})
