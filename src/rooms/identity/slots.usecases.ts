import type * as z from 'zod'
import { base64UrlToBytes, NorthlineError, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type { changePassphrase, listMyKeys } from '../../contracts/identity.ts'
import {
  deletePasskey,
  deletePassphrase,
  insertPassphrase,
  lockWaysIn,
  passphraseCapability,
} from './credentials.repository.ts'
import { requireFresh } from './fresh.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { passphraseVerifier } from './identity.secrets.ts'
import { keepSlots, wrapped } from './keys.usecases.ts'
import { deleteMemberSlot, hasMemberKeys, listSlotRows, markSlotUsed } from './member-keys.repository.ts'
import { findOpenRenewal, passphraseAllowed } from './renewals.repository.ts'
import { endOtherSessions, findSession } from './sessions.repository.ts'

const aboutMyself = (memberId: string) => ({ kind: 'member', id: memberId }) as const

/** The ways that open one's own keys, and when each was made and used. */
export async function showMyKeys(
  deps: IdentityDeps,
  { memberId, ...actor }: StaffActor,
): Promise<OutputOf<typeof listMyKeys>> {
  const { slots, renewal, allowed } = await deps.database.as({ memberId, ...actor }, async (tx) => ({
    slots: await listSlotRows(tx, memberId),
    renewal: await findOpenRenewal(tx, memberId),
    allowed: await passphraseAllowed(tx, memberId),
  }))
  return {
    slots: slots.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      usedAt: row.usedAt?.toISOString() ?? null,
    })),
    passphrases: deps.settings.passphrases === 'yes' && allowed,
    renewalUntil: renewal?.expiresAt.toISOString() ?? null,
  }
}

/** Marks a printed code that has just opened the keys. */
export async function markUsed(deps: IdentityDeps, actor: StaffActor, slotId: string): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    if (!(await markSlotUsed(tx, actor.memberId, slotId)))
      throw new NorthlineError(identityErrors.no_such_slot)
    const subject = aboutMyself(actor.memberId)
    await deps.audit.record(tx, { action: 'identity.use_printed_code', subject })
  })
}

/**
 * Takes one way away, and with it the passkey or passphrase itself: whoever finds the
 * lost device gets in nowhere. What signed in this very session stays.
 */
export async function dropSlot(deps: IdentityDeps, actor: StaffActor, slotId: string): Promise<void> {
  const { memberId } = actor
  await deps.database.as(
    actor,
    async (tx) => {
      await requireFresh(tx, deps, actor)
      await lockWaysIn(tx, memberId)
      const slots = await listSlotRows(tx, memberId)
      const slot = slots.find(({ id }) => id === slotId)
      if (!slot) throw new NorthlineError(identityErrors.no_such_slot)
      if (slots.length < 2) throw new NorthlineError(identityErrors.last_slot)
      const { kind, credentialId } = slot
      if (kind !== 'printed') await refuseOwn(tx, deps, actor, { how: kind, credentialId })
      await deleteMemberSlot(tx, memberId, slotId)
      if (kind === 'passphrase') await deletePassphrase(tx, memberId)
      if (credentialId !== null) await deletePasskey(tx, memberId, credentialId)
      await deps.audit.record(tx, {
        action: 'identity.remove_slot',
        subject: aboutMyself(memberId),
        purpose: kind,
      })
    },
    { capabilities: [passphraseCapability(memberId)] },
  )
}

type Begun = { how: 'passkey' | 'passphrase'; credentialId: string | null }

/** Refuses to take away what this session signed in with; ends the others that it did. */
async function refuseOwn(tx: Tx, deps: IdentityDeps, actor: StaffActor, begun: Begun): Promise<void> {
  const own = await findSession(tx, actor.sessionId, deps.settings.idleMinutes)
  if (own?.how === begun.how && own.credentialId === begun.credentialId)
    throw new NorthlineError(identityErrors.slot_in_use)
  await endOtherSessions(tx, { memberId: actor.memberId, but: actor.sessionId }, begun)
}

/** A newly generated passphrase; the one of before no longer signs in nor opens. */
export async function setPassphrase(
  deps: IdentityDeps,
  actor: StaffActor,
  input: z.output<(typeof changePassphrase)['input']>,
): Promise<{ slotId: string }> {
  const { memberId } = actor
  if (deps.settings.passphrases !== 'yes') throw new NorthlineError(identityErrors.passphrase_not_allowed)
  const salt = base64UrlToBytes(input.salt)
  const key = base64UrlToBytes(input.signInKey)
  if (!salt || !key) throw new NorthlineError(identityErrors.bad_key)
  const slot = await wrapped(deps, memberId, { kind: 'passphrase', bytes: input.slot })
  const verifier = passphraseVerifier(deps.outerKeys.staff, memberId, key)
  await deps.database.as(
    actor,
    async (tx) => {
      await requireFresh(tx, deps, actor)
      if (!(await passphraseAllowed(tx, memberId)))
        throw new NorthlineError(identityErrors.passphrase_not_allowed)
      if (!(await hasMemberKeys(tx, memberId))) throw new NorthlineError(identityErrors.no_member_keys)
      const before = (await listSlotRows(tx, memberId)).filter(({ kind }) => kind === 'passphrase')
      for (const { id } of before) await deleteMemberSlot(tx, memberId, id)
      await deletePassphrase(tx, memberId)
      await insertPassphrase(tx, { memberId, salt, verifier })
      await keepSlots(tx, memberId, [slot])
      const begun = { how: 'passphrase', credentialId: null } as const
      await endOtherSessions(tx, { memberId, but: actor.sessionId }, begun)
      const subject = aboutMyself(memberId)
      await deps.audit.record(tx, { action: 'identity.change_passphrase', subject })
    },
    { capabilities: [passphraseCapability(memberId)] },
  )
  return { slotId: slot.id }
}
