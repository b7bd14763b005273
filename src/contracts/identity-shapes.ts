import * as z from 'zod'
import { organisationKinds, roles } from '../kernel/index.ts'
import { bytes, id, moment } from './route.ts'

/* What the routes of the identity room take and give. */

/**
 * What the browser gives the authenticator as `extensions.prf.eval.first`, in
 * UTF-8, when it registers a passkey and when it signs in. The answer is the
 * secret of a passkey slot; it must never be sent (the schemas below drop it).
 */
export const passkeyPrfInput = 'northline/1 member passkey prf'

export const publicKey = bytes(65).length(87, { error: 'not an uncompressed P-256 point' })
export const name = z.string().trim().min(1).max(120)
export const credentialId = bytes(1023).min(16)

/** A sign-in name: 2 to 40 of a–z, 0–9, dot, dash, underscore; case does not matter. */
export const signInName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, { error: 'not a sign-in name' })

export const roleList = z.array(z.enum(roles)).min(1).max(roles.length)

export const organisation = z.object({
  id,
  name: z.string(),
  kind: z.enum(organisationKinds),
  /** Made by the demo: the workspace labels it invented. */
  demo: z.boolean(),
})

export const slotKinds = ['passkey', 'passphrase', 'printed'] as const

/** The member's root key under one secret (sealing, `sealMemberSlot`). */
export const memberSlot = z
  .object({ kind: z.enum(slotKinds), credentialId: credentialId.optional(), bytes: bytes(512).min(64) })
  .refine((slot) => (slot.kind === 'passkey') === (slot.credentialId !== undefined), {
    error: 'a passkey slot names its credential, and no other does',
  })

/** Everything a browser needs after signing in. Bytes in `keys` and `slots` are sealed; the member's secret opens them. */
export const session = z.object({
  sessionId: id,
  member: z.object({ id, name: z.string(), handle: z.string(), locale: z.string() }),
  /** `organisation`: by an account of their organisation's own, which opens no key. */
  signedInWith: z.enum(['passkey', 'passphrase', 'organisation']),
  /** How many passkeys this member has; two are urged. */
  passkeys: z.int(),
  /** The passkey that signed in, so that the browser knows which slot it opens. */
  credentialId: credentialId.nullable(),
  teams: z.array(
    z.object({
      teamId: id,
      name: z.string(),
      languages: z.array(z.string()),
      region: z.string().nullable(),
      roles: roleList,
      organisation,
      /** Whether newcomers may use a generated passphrase; administrators say so. */
      passphrases: z.boolean(),
      /** Where members sign in by their organisation's own accounts; null where there are none. */
      signInAddress: z.string().nullable(),
    }),
  ),
  /** Null until createMemberKeys. */
  keys: z.object({ publicKey, signPublicKey: publicKey, bundle: bytes(1024) }).nullable(),
  slots: z.array(
    z.object({ id, kind: z.enum(slotKinds), credentialId: credentialId.nullable(), bytes: bytes(512) }),
  ),
  /** Untouched for `idleSeconds`: the browser wipes keys and covers; signing in again as the same member opens it. */
  locked: z.boolean(),
  idleSeconds: z.int(),
  endsAt: moment,
})
export type Session = z.infer<typeof session>

export const signedIn = z.object({ session })

// WebAuthn Level 3, §5.1.8 to §5.1.10: the JSON forms, cut down to what is used here.
const authenticatorResponse = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  /** Emptied on purpose: it may hold the PRF answer, which the server must not learn. */
  clientExtensionResults: z.unknown().transform(() => ({})),
}

export const registrationResponse = z.object({
  ...authenticatorResponse,
  response: z.object({
    clientDataJSON: bytes(4096),
    attestationObject: bytes(16_384),
    transports: z.array(z.string().max(20)).max(8).optional(),
  }),
})

export const authenticationResponse = z.object({
  ...authenticatorResponse,
  response: z.object({
    clientDataJSON: bytes(4096),
    authenticatorData: bytes(2048),
    signature: bytes(4096),
    userHandle: bytes(64).optional(),
  }),
})

export const creationOptions = z.object({
  challenge: z.string(),
  rp: z.object({ name: z.string(), id: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal('public-key') })),
  timeout: z.number(),
  excludeCredentials: z.array(z.object({ id: z.string(), type: z.literal('public-key') })),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
})

export const requestOptions = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number(),
  userVerification: z.literal('required'),
})
