import { describe, expect, it } from 'vitest'
import { createLog, faultOf, type LogFields } from './log.ts'

function written(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = ''
  write(createLog('info', { write: (line: string) => void (text += line) }))
  return text
}

describe('the log', () => {
  it('drops every field that is not on the list', () => {
    const fields = {
      route: 'a.b',
      path: '/secret',
      body: 'content',
      ip: '10.0.0.1',
      err: new Error('content'),
    }
    const line = JSON.parse(written((log) => log.info('event', fields as unknown as LogFields))) as Record<
      string,
      unknown
    >
    expect(Object.keys(line).sort()).toEqual(['level', 'msg', 'route', 'time'])
  })

  it('names an error by kind and place and never by its message', () => {
    const error = Object.assign(new Error('insert of “my name is Ada” failed'), {
      code: '23505',
      detail: 'Ada',
    })
    const text = written((log) => log.error('request failed', faultOf(error)))
    expect(text).toContain('23505')
    expect(text).not.toContain('Ada')
  })
})
