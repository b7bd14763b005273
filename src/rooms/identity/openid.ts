import * as client from 'openid-client'
import { NorthlineError } from '../../kernel/index.ts'
import { identityErrors } from './identity.errors.ts'
import { secretOf, type OwnAccounts } from './organisation-accounts.config.ts'

/*
 * The code flow of OpenID Connect with PKCE (RFC 7636), nonce and state, by openid-client. What is asked for is
 * the scope `openid` alone: which account it is, and nothing of the person.
 */

const seconds = 10
const keepFor = 3_600_000
/** Older than this, the person was not asked now but remembered from before. */
const freshest = 10 * 60

type Secrets = { state: string; nonce: string; verifier: string }
export type VouchedFor = { issuer: string; subject: string }

const known = new Map<string, { at: number; configuration: Promise<client.Configuration> }>()

/** The provider's addresses and keys, asked for once an hour. */
async function configurationOf(accounts: OwnAccounts): Promise<client.Configuration> {
  const secret = secretOf(accounts)
  const key = JSON.stringify([accounts.issuer, accounts.clientId, secret])
  const kept = known.get(key)
  if (kept && Date.now() - kept.at < keepFor) return kept.configuration
  const onLoopback = new URL(accounts.issuer).protocol === 'http:'
  const configuration = client.discovery(
    new URL(accounts.issuer),
    accounts.clientId,
    undefined,
    client.ClientSecretBasic(secret),
    { timeout: seconds, ...(onLoopback ? { execute: [client.allowInsecureRequests] } : {}) },
  )
  known.set(key, { at: Date.now(), configuration })
  configuration.catch(() => known.delete(key))
  return configuration
}

const unreachable = () => new NorthlineError(identityErrors.organisation_unreachable)

/** Where the browser is sent. Throws `organisation_unreachable`. */
export async function wayThere(
  accounts: OwnAccounts,
  redirectUri: string,
  { state, nonce, verifier }: Secrets,
): Promise<string> {
  const configuration = await configurationOf(accounts).catch(() => {
    throw unreachable()
  })
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid',
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    // The person, now: not whoever left a browser signed in there.
    prompt: 'login',
  })
  return url.href
}

/**
 * For whom the provider vouches. Throws `organisation_refused` for anything that is wrong with the
 * answer, and `organisation_unreachable` when the provider could not be asked.
 */
export async function wayBack(
  accounts: OwnAccounts,
  cameBackTo: string,
  { state, nonce, verifier }: Secrets,
): Promise<VouchedFor> {
  const configuration = await configurationOf(accounts).catch(() => {
    throw unreachable()
  })
  const tokens = await client
    .authorizationCodeGrant(configuration, new URL(cameBackTo), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    .catch((error: unknown) => {
      throw isNetwork(error) ? unreachable() : new NorthlineError(identityErrors.organisation_refused)
    })
  const claims = tokens.claims()
  const stale = claims?.auth_time !== undefined && Date.now() / 1_000 - claims.auth_time > freshest
  if (!claims || stale) throw new NorthlineError(identityErrors.organisation_refused)
  return { issuer: claims.iss, subject: claims.sub }
}

/** Whether the provider was not reached at all, or gave no answer in time. */
function isNetwork(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code
  return error instanceof TypeError || code === 'OAUTH_TIMEOUT'
}
