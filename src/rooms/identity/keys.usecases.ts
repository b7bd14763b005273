import type * as z from 'zod'
import { NorthlineError, randomId, type Bytes, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type {
  addMemberSlot,
  addPasskey,
  addPasskeyOptions,
  createMemberKeys,
} from '../../contracts/identity.ts'
import { insertChallenge, insertPasskey, listPasskeyIds, spendChallenge } from './credentials.repository.ts'
import { requireFresh } from './fresh.ts'
import type { IdentityDeps, IdentityParts } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { notifyTeam } from './identity.events.ts'
import { hashOf, wrapMemberSlot } from './identity.secrets.ts'
import {
  hasMemberKeys,
  insertMemberKeys,
  insertMemberSlot,
  listMemberSlots,
  type MemberSlot,
} from './member-keys.repository.ts'
import { findMember } from './members.repository.ts'
import { bytesOrRefuse, pointOrRefuse } from './points.ts'
import { refusingTwice } from './unique.ts'
import { answeredChallenge, registrationOptions, verifyRegistration } from './webauthn.ts'

/** A slot as a browser sends it. */
export type NewSlot = z.output<(typeof addMemberSlot)['input']>
const mostSlots = 20

/** Keeps what a member made at first sign-in, once. Only the public halves are readable here. */
export async function keepMemberKeys(
  deps: IdentityDeps,
  actor: StaffActor,
  input: z.output<(typeof createMemberKeys)['input']>,
): Promise<{ slotIds: string[] }> {
  const { memberId } = actor
  const keys = {
    publicKey: await pointOrRefuse(input.publicKey),
    signPublicKey: await pointOrRefuse(input.signPublicKey),
    bundle: bytesOrRefuse(input.bundle),
  }
  const slots = await Promise.all(input.slots.map((slot) => wrapped(deps, memberId, slot)))
  const kept = deps.database.as(actor, async (tx) => {
    await insertMemberKeys(tx, memberId, keys)
    await keepSlots(tx, memberId, slots)
    await deps.audit.record(tx, { action: 'identity.create_keys', subject: { kind: 'member', id: memberId } })
    for (const { teamId } of actor.teams) await notifyTeam(tx, teamId)
  })
  await refusingTwice(kept, identityErrors.keys_exist)
  return { slotIds: slots.map((slot) => slot.id) }
}

/** One more way to open the same keys. */
export async function keepMemberSlot(
  deps: IdentityDeps,
  actor: StaffActor,
  input: NewSlot,
): Promise<{ slotId: string }> {
  const slot = await wrapped(deps, actor.memberId, input)
  await deps.database.as(actor, async (tx) => {
    if (!(await hasMemberKeys(tx, actor.memberId))) throw new NorthlineError(identityErrors.no_member_keys)
    await keepSlots(tx, actor.memberId, [slot])
    await deps.audit.record(tx, {
      action: 'identity.add_slot',
      subject: { kind: 'member', id: actor.memberId },
    })
  })
  return { slotId: slot.id }
}

/** A slot under the outer key, with an id of its own. */
export async function wrapped(deps: IdentityDeps, memberId: string, slot: NewSlot): Promise<MemberSlot> {
  const id = randomId()
  const bytes: Bytes = await wrapMemberSlot(deps.outerKeys.staff, id, memberId, bytesOrRefuse(slot.bytes))
  return { id, kind: slot.kind, credentialId: slot.credentialId ?? null, bytes }
}

/** Keeps slots; throws for somebody else's passkey, and past the bound. */
export async function keepSlots(tx: Tx, memberId: string, slots: readonly MemberSlot[]): Promise<void> {
  const own = await listPasskeyIds(tx, memberId)
  const foreign = slots.some((slot) => slot.credentialId !== null && !own.includes(slot.credentialId))
  if (foreign) throw new NorthlineError(identityErrors.no_such_passkey)
  const known = await listMemberSlots(tx, memberId)
  if (known.length + slots.length > mostSlots) throw new NorthlineError(identityErrors.too_many_slots)
  for (const slot of slots) await insertMemberSlot(tx, memberId, slot)
}

/** Options for one more passkey; the person must have proved within ten minutes who they are. */
export async function askPasskey(
  parts: IdentityParts,
  actor: StaffActor,
): Promise<OutputOf<typeof addPasskeyOptions>> {
  const { member, known } = await parts.database.as(actor, async (tx) => {
    await requireFresh(tx, parts, actor)
    return { member: await findMember(tx, actor.memberId), known: await listPasskeyIds(tx, actor.memberId) }
  })
  if (!member) throw new NorthlineError(identityErrors.sign_in_again)
  const options = await registrationOptions(parts, { ...member, handle: member.handle ?? '' }, known)
  const hash = hashOf(options.challenge)
  await parts.database.as(actor, (tx) => insertChallenge(tx, hash, 'add', actor.memberId))
  return { options }
}

/** One more passkey to sign in with. */
export async function keepPasskey(
  parts: IdentityParts,
  actor: StaffActor,
  { response, label }: z.output<(typeof addPasskey)['input']>,
): Promise<{ credentialId: string }> {
  const refused = new NorthlineError(identityErrors.passkey_refused)
  const { memberId } = actor
  const challenge = answeredChallenge(response.response.clientDataJSON) ?? ''
  const hash = hashOf(challenge)
  const ours = await parts.database.as(
    actor,
    async (tx) => {
      await requireFresh(tx, parts, actor)
      return spendChallenge(tx, hash, 'add', memberId)
    },
    { capabilities: [`challenge:${hash}`] },
  )
  const passkey = ours ? await verifyRegistration(parts, response, challenge) : undefined
  if (!passkey) throw refused
  const kept = parts.database.as(actor, async (tx) => {
    await insertPasskey(tx, { ...passkey, memberId, label: label ?? '' })
    await parts.audit.record(tx, {
      action: 'identity.add_passkey',
      subject: { kind: 'member', id: memberId },
    })
  })
  await refusingTwice(kept, identityErrors.passkey_refused)
  return { credentialId: passkey.credentialId }
}
