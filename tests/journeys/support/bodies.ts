import type { Page } from 'playwright-core'

/** Everything that a page sends from now on, as text; gives what was sent so far. */
export function recordBodies(page: Page): () => readonly string[] {
  const bodies: string[] = []
  page.on('request', (request) => {
    bodies.push(request.url(), request.postData() ?? '')
  })
  return () => bodies
}
