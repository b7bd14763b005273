import { isId } from '../../kernel/index.ts'

let token: string | undefined

/**
 * Takes an invitation's token out of the address's fragment, which is never sent,
 * and out of the history. Undefined when there is none.
 */
export function takeInvitation(): string | undefined {
  const found = location.hash.slice(1)
  if (isId(found)) {
    token = found
    history.replaceState(history.state, '', location.pathname)
  }
  return token
}

export function forgetInvitation(): void {
  token = undefined
}
