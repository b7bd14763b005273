import { expect, it } from 'vitest'
import { runDrill } from './run-drill.ts'

it('the drill of the scanners finds a page that echoes and a query that is made of text', async () => {
  const { code, text } = await runDrill('scan', '--quick', '--plant')
  expect(code).toBe(1)
  expect(text).toMatch(/Cross Site Scripting.* at GET \/ \(q\)/)
  expect(text).toMatch(/SQL injection through q .* at planted/)
})
