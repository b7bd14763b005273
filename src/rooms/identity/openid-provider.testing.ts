import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Provider } from 'oidc-provider'
import type { OwnAccounts } from './organisation-accounts.config.ts'

/** A real OpenID provider on loopback. Whoever types a name into its form is that account. */
export type TestProvider = {
  accounts: OwnAccounts
  /** Signs in there as a person would, and gives the address to which the browser is sent back. */
  signInAs(url: string, login: string): Promise<string>
  close(): Promise<void>
}

const clientId = 'northline'
const secret = 'a secret that only the two of them know, for tests'

export async function openProvider(options: {
  organisation: string
  kind: OwnAccounts['kind']
  redirectUri: string
}): Promise<TestProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = providerAt(issuer, options.redirectUri)
  const answer = provider.callback()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/')) void interact(provider, request, response)
    else void answer(request, response)
  })
  const folder = mkdtempSync(join(tmpdir(), 'northline-openid-'))
  const secretFile = join(folder, 'secret')
  writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 })
  const { organisation, kind } = options
  return {
    accounts: { organisation, kind, issuer, clientId, secretFile },
    signInAs: (url, login) => signInAs(issuer, url, login),
    close: () => {
      rmSync(folder, { recursive: true, force: true })
      return stop(server)
    },
  }
}

function providerAt(issuer: string, redirectUri: string): Provider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: secret,
        redirect_uris: [redirectUri],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'test' }] },
    cookies: { keys: ['for tests'] },
    features: { devInteractions: { enabled: false } },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    // Staff are not asked whether Northline may know their account: it is all that it learns.
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId,
        accountId: context.oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
  })
}

const form = `<!doctype html><html lang="en"><title>Sign-in of the house</title>
<form method="post"><label>Account <input name="login" autofocus></label>
<button name="do" value="enter">Sign in</button> <button name="do" value="refuse">No</button></form>`

async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(form)
    return
  }
  let body = ''
  for await (const part of request) body += String(part)
  const typed = new URLSearchParams(body)
  const result =
    typed.get('do') === 'refuse'
      ? { error: 'access_denied' }
      : { login: { accountId: typed.get('login') ?? '' } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

async function signInAs(issuer: string, url: string, login: string): Promise<string> {
  const jar = new Map<string, string>()
  const go = async (to: string, body?: string): Promise<string> => {
    const response = await fetch(new URL(to, issuer), {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body === undefined ? {} : { method: 'POST', body: new URLSearchParams(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      jar.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null)
      throw new Error(`no way on from ${to}: ${response.status} ${await response.text()}`)
    return location
  }
  const asked = await go(url)
  const entered = await go(
    asked,
    `login=${encodeURIComponent(login)}&do=${login === '' ? 'refuse' : 'enter'}`,
  )
  return go(entered)
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
