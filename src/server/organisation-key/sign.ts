import type {
  CertificateRequests,
  PublicOrganisationKey,
  SignedFile,
} from '../../contracts/organisation-files.ts'
import { randomId } from '../../kernel/index.ts'
import {
  keyBytes,
  memberFingerprint,
  organisationFingerprint,
  readRevocations,
  signCertificate,
  signRevocations,
  verifyRevocations,
  type Pair,
  type Signed,
  type Subject,
} from '../../sealing/index.ts'
import { OrganisationKeyError } from './key-file.ts'

const day = 86_400_000

/** What is about to be signed, in a line that a person reads and compares. */
export type Intent = { line: string; subject: Subject; organisation: Requested['organisation'] }

type Requested = CertificateRequests['organisations'][number]
type Held = Requested['teams'][number]['held']

export type Choice = {
  /** The organisation whose key signs; only its own teams and members are signed. */
  organisation: string
  fingerprint: string
  now: Date
  /** What has no certificate yet, or one that ends within this many days. */
  withinDays: number
  /** Nothing that was never signed: certificates are only carried on. */
  onlyRenew?: boolean
}

/** What of the requests this key would sign. */
export async function intentsOf(requests: CertificateRequests, choice: Choice): Promise<Intent[]> {
  const found = requests.organisations.filter(({ organisation }) => organisation.name === choice.organisation)
  const [only] = found
  if (!only || found.length > 1) {
    const names = requests.organisations.map(({ organisation }) => organisation.name).join(', ')
    throw new OrganisationKeyError(
      `${found.length} organisations in the requests are called “${choice.organisation}”. There is: ${names}.`,
    )
  }
  const { organisation, teams, members } = only
  const names = new Map(teams.map(({ teamId, name }) => [teamId, name]))
  const ofTeams = teams
    .filter(({ held }) => isDue(held, choice))
    .map(({ teamId, name }): Intent => {
      return { line: `team    ${name} (${teamId})`, subject: { kind: 'team', teamId, name }, organisation }
    })
  const ofMembers = members
    .filter(({ held }) => isDue(held, choice))
    .map(async ({ memberId, name, handle, roles, teamIds, publicKey, signPublicKey }): Promise<Intent> => {
      const check = await memberFingerprint(keyBytes(publicKey), keyBytes(signPublicKey))
      const where = teamIds.map((id) => names.get(id) ?? id).join(', ')
      const subject = { kind: 'member', memberId, publicKey, signPublicKey, teamIds } as const
      return {
        line: `member  ${name} (${handle}), ${roles.join(' and ')} in ${where}\n          key ${check}`,
        subject,
        organisation,
      }
    })
  return [...ofTeams, ...(await Promise.all(ofMembers))]
}

function isDue(held: Held, { fingerprint, now, withinDays, onlyRenew = false }: Choice): boolean {
  if (!held || held.issuer !== fingerprint) return !onlyRenew
  return Date.parse(held.notAfter) - now.getTime() < withinDays * day
}

/** The word of this key for another organisation's. The organisation's id comes from the requests, by its name. */
export function vouchingFor(requests: CertificateRequests, other: PublicOrganisationKey): Intent {
  const found = requests.organisations.filter(({ organisation }) => organisation.name === other.organisation)
  const [one] = found
  if (!one || found.length > 1)
    throw new OrganisationKeyError(`The requests name no one organisation called “${other.organisation}”.`)
  return {
    line: `organisation  ${other.organisation}, whose key has the fingerprint ${other.fingerprint}`,
    subject: { kind: 'organisation', publicKey: other.publicKey },
    organisation: one.organisation,
  }
}

/** Signs for so many days from now; a day earlier as well, for clocks that differ. */
export async function signIntents(
  key: Pair,
  intents: readonly Intent[],
  { now, days }: { now: Date; days: number },
): Promise<SignedFile> {
  const notBefore = new Date(now.getTime() - day).toISOString()
  const notAfter = new Date(now.getTime() + days * day).toISOString()
  const certificates: Signed[] = []
  for (const { subject, organisation } of intents) {
    const { id, name, kind } = organisation
    certificates.push(
      await signCertificate(key, {
        id: randomId(),
        organisation: { id, name, kind },
        subject,
        notBefore,
        notAfter,
      }),
    )
  }
  return { format: 'northline certificates 1', certificates, revocations: [] }
}

/** The next list of revoked certificates of this key: those of before, and these. */
export async function revoke(
  key: Pair,
  ids: readonly string[],
  { lists, now }: { lists: readonly Signed[]; now: Date },
): Promise<{ file: SignedFile; number: number }> {
  const fingerprint = await organisationFingerprint(key.publicKey)
  let before: ReturnType<typeof readRevocations>
  for (const signed of lists) {
    const list = readRevocations(signed.statement)
    if (list?.issuer !== fingerprint) continue
    // A list that a server made up could let a revoked certificate drop out.
    if (!(await verifyRevocations(key.publicKey, signed)))
      throw new OrganisationKeyError('The list of revoked certificates in the requests is not this key’s.')
    if (!before || list.number > before.number) before = list
  }
  const number = (before?.number ?? 0) + 1
  const all = [...new Set([...(before?.ids ?? []), ...ids])]
  const signed = await signRevocations(key, { number, ids: all, at: now.toISOString() })
  return { file: { format: 'northline certificates 1', certificates: [], revocations: [signed] }, number }
}
