import {
  beginOrganisationAcceptance,
  beginOrganisationLink,
  beginOrganisationSignIn,
  finishOrganisation,
} from '../../contracts/identity.ts'
import { isId } from '../../kernel/index.ts'
import { ask } from '../app/api.ts'
import { arrive } from './enter.ts'
import { askFresh } from './prove.ts'

/*
 * To the organisation's own sign-in and back. This browser keeps the unguessable end of the
 * sign-in address, so that the next time it is one tap; nothing in it names the organisation.
 */

const place = 'northline.entrance'
export const organisationPath = '/organisation'

/** The end of the sign-in address that this browser was given once. */
export function keptEntrance(): string | undefined {
  const kept = localStorage.getItem(place) ?? ''
  return isId(kept) ? kept : undefined
}

let cameBack: string | undefined

/**
 * What the address brought: the end of a sign-in address after the #, which is kept, or what the
 * organisation's sign-in sent along. Either leaves the address and the history at once.
 */
export function takeReturn(): string | undefined {
  const entrance = location.hash.slice(1)
  if (isId(entrance)) localStorage.setItem(place, entrance)
  if (location.search.length > 1) cameBack = location.search.slice(1)
  if (location.hash || location.search) history.replaceState(history.state, '', location.pathname)
  return cameBack
}

export function forgetReturn(): void {
  cameBack = undefined
}

export async function goToOrganisation(entrance: string): Promise<void> {
  const { url } = await ask(beginOrganisationSignIn, { entrance })
  location.assign(url)
}

export async function acceptWithOrganisation(token: string): Promise<void> {
  const { url } = await ask(beginOrganisationAcceptance, { token })
  location.assign(url)
}

export async function linkOrganisation(organisationId: string): Promise<void> {
  const { url } = await askFresh(beginOrganisationLink, { organisationId })
  location.assign(url)
}

const finishing = new Map<string, Promise<void>>()

/** Signs in with what was brought back, once however often it is asked for. Keys stay shut: a passkey or passphrase opens them. */
export function comeBack(query: string): Promise<void> {
  const running =
    finishing.get(query) ??
    ask(finishOrganisation, { query }).then(({ session }) => {
      const address = session.teams.find((team) => team.signInAddress !== null)?.signInAddress ?? ''
      const entrance = address.split('#')[1] ?? ''
      if (isId(entrance)) localStorage.setItem(place, entrance)
      arrive(session)
    })
  finishing.set(query, running)
  return running
}
