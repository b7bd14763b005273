/** Whether this browser can seal by itself. Where it can't, the page stays as it is without script. */
export function canSeal(): boolean {
  try {
    sessionStorage.getItem('v')
  } catch {
    return false
  }
  return isSecureContext && typeof crypto.subtle === 'object' && typeof ReadableStream === 'function'
}
