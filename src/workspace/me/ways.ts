import {
  addMemberSlot,
  addPasskey,
  addPasskeyOptions,
  currentSession as sessionRoute,
  listWaysIn,
  removePasskey,
} from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { sealMemberSlot } from '../../sealing/index.ts'
import { ask } from '../app/api.ts'
import { queries } from '../app/queries.ts'
import { adopt } from '../session/enter.ts'
import { makePasskey } from '../session/passkey.ts'
import { askFresh, NotProved } from '../session/prove.ts'
import { currentMember } from '../session/session.ts'

export const waysQuery = { queryKey: ['ways-in'], queryFn: () => ask(listWaysIn, {}) } as const

/** Something about the ways in has changed: lists and the session say so. */
export async function waysChanged(): Promise<void> {
  await queries.invalidateQueries({ queryKey: waysQuery.queryKey })
  const { session } = await ask(sessionRoute, {})
  if (session) adopt(session)
}

/** One more passkey, which signs in and opens the same keys. */
export async function addOwnPasskey(label: string): Promise<void> {
  const { options } = await askFresh(addPasskeyOptions, {})
  const { response, secret } = await makePasskey(options)
  const { credentialId } = await askFresh(addPasskey, { response, label })
  const member = currentMember()
  if (!member) throw new NotProved()
  const slot = await sealMemberSlot(member, { kind: 'passkey', prf: secret })
  await ask(addMemberSlot, { kind: 'passkey', credentialId, bytes: bytesToBase64Url(slot) })
  await waysChanged()
}

export async function dropPasskey(credentialId: string): Promise<void> {
  await askFresh(removePasskey, { credentialId })
  await waysChanged()
}
