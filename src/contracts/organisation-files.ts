import * as z from 'zod'
import { publicKey } from './identity-shapes.ts'
import { signed } from './identity-proof.ts'
import { id, moment } from './route.ts'

/*
 * The files that pass between a server and the machine that holds an organisation key
 * (docs/sealing.md, “Files of the organisation key”). Nothing secret is in any of them.
 */

const organisation = z.object({ id, name: z.string().min(1).max(200), kind: z.string().min(1).max(40) })

const revocationList = signed.extend({ statement: z.string().max(65_536) })

/** A certificate that exists for exactly this, and until when. */
const held = z.object({ id, issuer: z.string(), notAfter: moment })

/** What a server needs signed, with the names that a person compares before signing. */
export const certificateRequests = z.object({
  format: z.literal('northline certificate requests 1'),
  at: moment,
  organisations: z.array(
    z.object({
      organisation,
      teams: z.array(z.object({ teamId: id, name: z.string(), held: held.nullable() })),
      members: z.array(
        z.object({
          memberId: id,
          name: z.string(),
          handle: z.string(),
          roles: z.array(z.string()),
          teamIds: z.array(id).min(1),
          publicKey,
          signPublicKey: publicKey,
          held: held.nullable(),
        }),
      ),
    }),
  ),
  /** Members' certificates in force that no longer fit: they left the team, or have other keys. To be revoked. */
  over: z.array(held.extend({ memberId: id, name: z.string() })),
  /** The newest lists of revoked certificates, to be carried on. */
  revocations: z.array(revocationList),
})
export type CertificateRequests = z.infer<typeof certificateRequests>

/** What the organisation key signed, on its way back. */
export const signedFile = z.object({
  format: z.literal('northline certificates 1'),
  certificates: z.array(signed).max(10_000),
  revocations: z.array(revocationList).max(10),
})
export type SignedFile = z.infer<typeof signedFile>

/** The public half of an organisation key, to be handed around and compared by its fingerprint. */
export const publicOrganisationKey = z.object({
  format: z.literal('northline organisation key 1'),
  organisation: z.string().min(1).max(200),
  kind: z.string().min(1).max(40),
  publicKey,
  fingerprint: z.string().max(60),
})
export type PublicOrganisationKey = z.infer<typeof publicOrganisationKey>

/** ORGANISATION_KEYS: the keys that browsers of this installation are pinned to. */
export const pinnedKeysFile = z.object({
  format: z.literal('northline pinned organisation keys 1'),
  keys: z
    .array(
      z.object({
        organisation: z.string().min(1).max(200),
        publicKey,
        fingerprint: z.string().max(60),
        /** A list of revoked certificates with a lower number is too old. */
        revocations: z.int().min(0),
      }),
    )
    .max(8),
})
export type PinnedKeysFile = z.infer<typeof pinnedKeysFile>
