import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { freePort } from '../postgres/server.ts'
import { launchBrowser } from '../support/browser.ts'
import { serverFolder, startServerProcess } from '../support/server-process.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = serverFolder()
let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  folder.remove()
})

const command =
  'invite --organisation Hotline --kind hotline --team National --name Ada --roles responder,supervisor,administrator --handle'

const invite = (port: number, handle: string) =>
  promisify(execFile)(process.execPath, ['scripts/member.ts', ...command.split(' '), handle], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HELP_ORIGIN: `http://127.0.0.1:${port}`,
      WORKSPACE_ORIGIN: `http://workspace.localhost:${port}`,
      DATA_DIR: folder.dataDir,
      OUTER_KEYS: folder.outerKeys,
    },
  })

test('as the README says: the first member is invited, the server starts, and the link opens', async () => {
  const port = await freePort()
  const { stdout } = await invite(port, 'ada')
  const link = /http:\S+/.exec(stdout)?.[0] ?? ''
  const server = await startServerProcess(folder, { port })
  try {
    const page = await browser.newPage()
    await page.goto(link)
    await page.getByText('You are invited to National of Hotline').waitFor()
    await page.getByText('Your sign-in name is ada.').waitFor()

    const refused = await invite(port, 'ben').catch((error: { stderr: string }) => error)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(`(process ${server.pid})`) })
    expect(refused.stderr).toContain('stop that one')
  } finally {
    await server.stop()
  }
})
