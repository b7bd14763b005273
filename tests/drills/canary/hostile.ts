import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { helpPaths } from '../../../src/contracts/conversations.ts'
import type { Book } from './book.ts'
import type { Stage } from './stage.ts'

const json = { 'content-type': 'application/json', 'x-northline': '1' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** Requests that are refused, each with something that must not reach a log; gives the answers. */
export async function walkErrors(stage: Stage, book: Book): Promise<string> {
  const client = stage.newClient()
  const secret = (label: string) => book.plain(`error: ${label}`)
  const { help } = stage.origins
  const answers: string[] = []
  const ask = async (path: string, init: RequestInit = {}): Promise<void> => {
    const answer = await client.fetch(path, init).catch(() => undefined)
    if (answer) answers.push(`${answer.status} ${await answer.text()}`)
  }
  const post = (path: string, body: string, headers: Record<string, string> = json) =>
    ask(path, { method: 'POST', body, headers })

  await ask(`/en/${secret('path')}`)
  await ask(`/en/chat?text=${secret('query')}`)
  await ask(`/en/chat/../../${secret('path trick')}%00`)
  await ask('/en/chat', {
    headers: { 'user-agent': secret('user agent'), referer: `${help}/${secret('referrer')}` },
  })
  await ask('/en/chat', {
    headers: { cookie: `c=${secret('cookie')}`, 'accept-language': secret('language') },
  })
  await ask(helpPaths.state, {
    method: 'POST',
    body: '{}',
    headers: { ...json, authorization: `Visit ${secret('ticket')}` },
  })
  await post(helpPaths.open, `{"language":"${secret('half a JSON')}`)
  await post(
    helpPaths.open,
    JSON.stringify({ conversationId: secret('wrong field'), [secret('wrong name')]: 1 }),
  )
  await post(helpPaths.open, JSON.stringify({ envelope: `${secret('too large')}${'x'.repeat(2_000_000)}` }))
  await post(helpPaths.open, `${'['.repeat(50_000)}"${secret('deep JSON')}"`)
  await post(helpPaths.wordsFind, JSON.stringify({ lookupId: secret('wrong words'), token: 'x' }))
  await post(helpPaths.send, secret('wrong type'), { ...json, 'content-type': 'text/plain' })
  await post(
    '/api/identity/sign-in/passphrase',
    JSON.stringify({ handle: 'x', signInKey: secret('other origin') }),
  )
  await post('/en/chat', `text=${secret('form without ticket')}&action=say`, form)
  await post('/en/chat', `text=${secret('form, too long')}${'y'.repeat(300_000)}&c=x`, form)
  await post('/en/return', `words=${secret('form, words')}`, form)
  await post(
    '/en/services',
    `text=${secret('form, search')}&place=${secret('form, place')}&age=${secret('form, age')}`,
    form,
  )
  await post(
    '/en/services',
    `service=${stage.serviceId}&feedback=${secret('form, feedback')}&text=${secret('form, carried along')}`,
    form,
  )
  await ask(`/en/services/${secret('service')}`)
  await ask('/en/chat', { method: 'DELETE', body: secret('method') })
  await raw(
    stage,
    `GET /${secret('broken request')} HTTP/1.1\r\nHost: 127.0.0.1\r\n${secret('broken header')}\r\n\r\n`,
  )
  return answers.join('\n')
}

/** What no HTTP library would send. */
function raw({ origins }: Stage, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(origins.help).port), '127.0.0.1', () => socket.end(text))
    socket.on('error', () => resolve())
    socket.on('close', () => resolve())
    socket.resume()
  })
}

/** Registers with rows that are refused: what stands in them must not stay, nor be said again. Gives what was said. */
export async function walkImports(stage: Stage, book: Book): Promise<string> {
  const secret = (label: string) => book.plain(`import: ${label}`)
  const folder = join(stage.home.root, 'register')
  mkdirSync(folder)
  const broken = join(stage.home.root, 'broken-register')
  mkdirSync(broken)
  const good = 'good,Lantern house,Invented'
  writeFileSync(join(folder, 'organizations.csv'), `id,name,description\n${good}\n`)
  const services = [
    `s1,nobody-${secret('unknown organisation')},Lantern beds,active`,
    `s2,good,,${secret('status')}`,
  ]
  writeFileSync(join(folder, 'services.csv'), `id,organization_id,name,status\n${services.join('\n')}\n`)
  writeFileSync(join(folder, 'schedules.csv'), `id,service_id,dtstart\nx,s9,${secret('date')}\n`)
  writeFileSync(
    join(broken, 'services.csv'),
    `id,organization_id,name\ns3,good,"${secret('quote that never ends')}`,
  )
  const phones = `p1,s9,1,${secret('phone of nothing')}`
  writeFileSync(join(folder, 'phones.csv'), `id,service_id,number,description\n${phones}\n`)
  const said = [await stage.command('scripts/directory-import.ts', folder)]
  said.push(await stage.command('scripts/directory-import.ts', broken))
  const file = join(stage.home.root, 'register.json')
  writeFileSync(file, `[{"id":"1","name":"${secret('half a JSON file')}"`)
  said.push(await stage.command('scripts/directory-import.ts', file))
  return said.join('\n')
}
