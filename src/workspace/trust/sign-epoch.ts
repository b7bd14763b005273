import { teamProof } from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import {
  epochDays,
  judgeMember,
  readCertificate,
  signEpochStatement,
  type Epoch,
  type Member,
  type Signed,
} from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { pins } from './pins.ts'
import type { Trust } from './team-key.ts'

/** A colleague as the server lists them. */
export type ListedMember = {
  memberId: string
  name: string
  reads: boolean
  publicKey: string | null
  signPublicKey: string | null
  certificate: Signed | null
}

const day = 86_400_000
/** A new team key is made this long before the signature of the old one is over. */
const renewDays = 30

/** Whether a team's key should be followed by another although nobody joined or left: it is not verified, or soon not. */
export function needsSignature(trust: Trust): boolean {
  if (trust.verified === 'server') return false
  return !trust.verified || trust.until.getTime() - Date.now() < renewDays * day
}

/** The server shows other keys of a colleague than those that were signed: the team's key is not sealed to them. */
export class ContradictedMember extends Error {
  readonly member: string

  constructor(member: string) {
    super('contradicted member')
    this.name = 'ContradictedMember'
    this.member = member
  }
}

/** This member's own certificate for the team, if it is signed and not over. */
export function ownCertificate(
  listed: readonly ListedMember[],
  member: Member,
  teamId: string,
): { id: string; until: number } | undefined {
  const mine = listed.find(({ memberId }) => memberId === member.memberId)?.certificate
  const certificate = mine ? readCertificate(mine.statement) : undefined
  const subject = certificate?.subject
  const until = Date.parse(certificate?.notAfter ?? '')
  const usable =
    subject?.kind === 'member' &&
    subject.signPublicKey === bytesToBase64Url(member.signer.publicKey) &&
    subject.teamIds.includes(teamId) &&
    until - Date.now() > day
  return certificate && usable ? { id: certificate.id, until } : undefined
}

/**
 * Names of those whose keys nobody has signed yet: they are sealed to on the server's word, and that is said.
 * Throws ContradictedMember where the server shows other keys than the signed ones.
 */
export async function unsignedAmong(
  listed: readonly ListedMember[],
  epochId: string | undefined,
): Promise<string[]> {
  if (pins.length === 0) return []
  const vouched = epochId ? ((await ask(teamProof, { epochId })).proof?.certificates ?? []) : []
  const unsigned: string[] = []
  for (const { memberId, name, publicKey, certificate } of listed) {
    if (publicKey === null) continue
    const standing = await judgeMember({
      member: { memberId, publicKey },
      certificate: certificate ?? undefined,
      pins,
      vouched,
      now: new Date(),
    })
    if (standing === 'contradicted') throw new ContradictedMember(name)
    if (standing === 'uncertified') unsigned.push(name)
  }
  return unsigned
}

/** What the maker signs of a new epoch: valid for a season, or for as long as their certificate. */
export function signEpoch(
  { signer }: Pick<Member, 'signer'>,
  epoch: Epoch,
  previous: string,
  certificate: { id: string; until: number },
): Promise<Signed> {
  const now = Date.now()
  return signEpochStatement(signer, {
    teamId: epoch.teamId,
    number: epoch.number,
    epochId: epoch.id,
    publicKey: bytesToBase64Url(epoch.publicKey),
    previous,
    certificateId: certificate.id,
    at: new Date(now).toISOString(),
    until: new Date(Math.min(now + epochDays * day, certificate.until)).toISOString(),
  })
}
