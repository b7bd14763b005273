import * as z from 'zod'
import { signedIn } from './identity-shapes.ts'
import { done, id, route } from './route.ts'

/*
 * Accounts that an organisation brings itself, by OpenID Connect. The browser is sent to `url`, comes
 * back to /organisation with a query, takes that out of its history and hands it to finishOrganisation.
 * A cookie ties the way there to the way back. It signs in; it never opens what is sealed.
 */

const way = z.object({ url: z.url() })
const token = id

export const beginOrganisationSignIn = route({
  id: 'identity.begin_organisation_sign_in',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/organisation/sign-in',
  access: 'public',
  summary: 'The way to an organisation’s own sign-in, by the unguessable end of its sign-in address.',
  input: z.object({ entrance: id }),
  output: way,
  errors: ['identity.no_such_organisation', 'identity.organisation_unreachable', 'identity.too_many_tries'],
})

export const beginOrganisationAcceptance = route({
  id: 'identity.begin_organisation_acceptance',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/organisation/accept',
  access: 'public',
  summary: 'The same for somebody who was invited: coming back accepts the invitation and links the account.',
  input: z.object({ token }),
  output: way,
  errors: [
    'identity.invitation_spent',
    'identity.no_such_organisation',
    'identity.organisation_unreachable',
    'identity.too_many_tries',
  ],
})

export const beginOrganisationLink = route({
  id: 'identity.begin_organisation_link',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/organisation/link',
  access: 'staff',
  fresh: true,
  summary: 'The same for a member who is signed in and links the account of an organisation of theirs.',
  input: z.object({ organisationId: id }),
  output: way,
  errors: ['identity.no_such_organisation', 'identity.organisation_unreachable', 'identity.sign_in_again'],
})

export const finishOrganisation = route({
  id: 'identity.finish_organisation',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/organisation/finish',
  access: 'public',
  summary: 'Comes back from the organisation’s sign-in, once, in the browser that began it.',
  /** The query with which the browser came back, without the question mark. */
  input: z.object({ query: z.string().min(1).max(4096) }),
  output: signedIn,
  errors: [
    'identity.organisation_refused',
    'identity.organisation_unreachable',
    'identity.invitation_spent',
    'identity.login_taken',
    'identity.too_many_tries',
  ],
})

export const unlinkOrganisation = route({
  id: 'identity.unlink_organisation',
  method: 'post',
  origin: 'workspace',
  path: '/api/identity/organisation/unlink',
  access: 'staff',
  fresh: true,
  summary: 'The account of an organisation no longer signs this member in.',
  input: z.object({ organisationId: id }),
  output: done,
  errors: ['identity.no_such_organisation', 'identity.last_way_in', 'identity.sign_in_again'],
})
