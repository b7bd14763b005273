import { passphraseSalt, signInOptions, signInPasskey, signInPassphrase } from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { derivePassphrase } from '../../sealing/index.ts'
import type * as z from 'zod'
import { ask } from '../app/api.ts'
import { codeOf } from '../app/problems.ts'
import { createStore } from '../app/store.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import type { Route } from '../../contracts/index.ts'
import { adopt } from './enter.ts'
import { tapPasskey } from './passkey.ts'
import { currentSession } from './session.ts'

/*
 * Some acts need somebody who proved a moment ago who they are. The screen stays as it is:
 * keys, conversations and what was typed are untouched, only the server learns that it is still them.
 */

/** The person closed the question; nothing was changed. */
export class NotProved extends Error {
  constructor() {
    super('not proved')
    this.name = 'NotProved'
  }
}

type Question = { answer: (proved: boolean) => void }

/** What the dialog asks now, if anything. */
export const question = createStore<Question | undefined>(undefined)

function proveAgain(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  question.get()?.answer(false)
  question.set({
    answer: (proved) => {
      question.set(undefined)
      resolve(proved)
    },
  })
  return promise
}

/** Calls a route, and asks for a proof first where the server wants one. Rejects with CallError or NotProved. */
export async function askFresh<R extends Route>(
  route: R,
  input: z.input<R['input']>,
): Promise<z.output<R['output']>> {
  try {
    return await ask(route, input)
  } catch (error) {
    if (codeOf(error) !== 'identity.sign_in_again') throw error
    if (!(await proveAgain())) throw new NotProved()
    return await ask(route, input)
  }
}

/** Only as the member who is signed in here: somebody else's passkey changes nothing. */
export async function proveByPasskey(): Promise<void> {
  const memberId = currentSession()?.member.id
  const { options } = await ask(signInOptions, {})
  const { response } = await tapPasskey(options)
  const { session } = await ask(signInPasskey, { response, memberId })
  adopt(session)
}

export async function proveByPassphrase(passphrase: string): Promise<void> {
  const member = currentSession()?.member
  if (!member) throw new NotProved()
  const { salt } = await ask(passphraseSalt, { handle: member.handle })
  const { signInKey } = await derivePassphrase(passphrase, decode(salt))
  const { session } = await ask(signInPassphrase, {
    handle: member.handle,
    signInKey: bytesToBase64Url(signInKey),
    memberId: member.id,
  })
  adopt(session)
}
