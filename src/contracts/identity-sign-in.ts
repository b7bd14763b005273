import * as z from 'zod'
import {
  authenticationResponse,
  creationOptions,
  organisation,
  registrationResponse,
  requestOptions,
  roleList,
  session,
  signedIn,
  signInName,
} from './identity-shapes.ts'
import { bytes, done, id, moment, route } from './route.ts'

const token = id
const nothing = z.object({})

/** Whoever proves again who they are is refused, and changes nothing, when it is somebody else who shows up. */
const onlyAs = id.optional()

export const signInOptions = route({
  id: 'identity.sign_in_options',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/sign-in/options',
  access: 'public',
  summary: 'Options for navigator.credentials.get; no account is named. The browser adds extensions.prf.',
  input: nothing,
  output: z.object({ options: requestOptions }),
  errors: ['identity.too_many_tries'],
})

export const signInPasskey = route({
  id: 'identity.sign_in_passkey',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/sign-in/passkey',
  access: 'public',
  summary: 'Signs in, or unlocks when the same member is signed in already (the session keeps its id).',
  input: z.object({ response: authenticationResponse, memberId: onlyAs }),
  output: signedIn,
  errors: ['identity.sign_in_failed', 'identity.too_many_tries'],
})

export const passphraseSalt = route({
  id: 'identity.passphrase_salt',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/sign-in/salt',
  access: 'public',
  summary: 'The salt of derivePassphrase; an unknown account has one too, always the same.',
  input: z.object({ handle: signInName }),
  output: z.object({ salt: bytes(16) }),
  errors: ['identity.too_many_tries'],
})

export const signInPassphrase = route({
  id: 'identity.sign_in_passphrase',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/sign-in/passphrase',
  access: 'public',
  summary:
    'Signs in or unlocks with the sign-in key of derivePassphrase; the passphrase itself never leaves the browser.',
  input: z.object({ handle: signInName, signInKey: bytes(32).length(43), memberId: onlyAs }),
  output: signedIn,
  errors: ['identity.sign_in_failed', 'identity.too_many_tries'],
})

export const currentSession = route({
  id: 'identity.current_session',
  method: 'get',
  origin: 'workspace',
  path: '/api/identity/session',
  access: 'public',
  summary: 'The session of the cookie, or null for whoever is not signed in.',
  input: nothing,
  output: z.object({ session: session.nullable() }),
  errors: [],
})

export const touch = route({
  id: 'identity.touch',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/session/touch',
  access: 'staff',
  summary: 'A person is at the screen: to be sent at most once a minute. Does not unlock.',
  input: nothing,
  output: z.object({ locked: z.boolean(), endsAt: moment }),
  errors: [],
})

export const signOut = route({
  id: 'identity.sign_out',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/session/end',
  access: 'staff',
  summary: 'Ends this session and its streams.',
  input: nothing,
  output: done,
  errors: [],
})

export const setLocale = route({
  id: 'identity.set_locale',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/locale',
  access: 'staff',
  summary: 'The language in which the workspace speaks to this member.',
  input: z.object({ locale: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$/) }),
  output: done,
  errors: [],
})

export const readInvitation = route({
  id: 'identity.read_invitation',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/invitation',
  access: 'public',
  summary: 'What an invitation offers; it stays unused.',
  input: z.object({ token }),
  output: z.object({
    organisation,
    team: z.object({ id, name: z.string() }),
    roles: roleList,
    name: z.string(),
    handle: z.string(),
    expiresAt: moment,
    /** Whether registerPassphrase is allowed here: by the operator (IDENTITY_PASSPHRASES) and an administrator. */
    passphrases: z.boolean(),
    /** Whether the organisation brings its own accounts (beginOrganisationAcceptance). */
    organisationSignIn: z.boolean(),
  }),
  errors: ['identity.invitation_spent', 'identity.too_many_tries'],
})

export const registerOptions = route({
  id: 'identity.register_options',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/invitation/passkey-options',
  access: 'public',
  summary: 'Options for navigator.credentials.create; the browser adds extensions.prf.',
  input: z.object({ token }),
  output: z.object({ options: creationOptions }),
  errors: ['identity.invitation_spent', 'identity.too_many_tries'],
})

export const registerPasskey = route({
  id: 'identity.register_passkey',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/invitation/passkey',
  access: 'public',
  summary: 'Accepts the invitation with a passkey and signs in. The invitation is then spent.',
  input: z.object({ token, response: registrationResponse }),
  output: signedIn,
  errors: ['identity.invitation_spent', 'identity.passkey_refused', 'identity.too_many_tries'],
})

export const registerPassphrase = route({
  id: 'identity.register_passphrase',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/invitation/passphrase',
  access: 'public',
  summary: 'Accepts the invitation with a generated passphrase and signs in. The invitation is then spent.',
  input: z.object({ token, salt: bytes(16).length(22), signInKey: bytes(32).length(43) }),
  output: signedIn,
  errors: ['identity.invitation_spent', 'identity.passphrase_not_allowed', 'identity.too_many_tries'],
})
