import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import type { SignIn } from '../../../src/demo/seed.ts'
import { freePort } from '../../postgres/server.ts'
import { launchBrowser } from '../../support/browser.ts'
import {
  serverFolder,
  startServerProcess,
  type ServerFolder,
  type ServerProcess,
} from '../../support/server-process.ts'
import { newPerson, type Person, type PersonOptions } from './person.ts'
import { createSweeper, type Sweeper } from './sweeper.ts'

export type Scene = {
  readonly demo: ServerProcess
  readonly browser: Browser
  /** A new browser context. It is closed, and must have met no trouble, when the test ends. */
  person(options?: PersonOptions): Promise<Person>
  /** How this invented member signs in. */
  signIn(handle: string): SignIn
  /** Other addresses that pages may ask, such as the one that Exit goes to. */
  readonly elsewhere: string[]
}

type SceneOptions = {
  environment?: Record<string, string>
  /** More environment that is known only with the workspace's origin. */
  prepare?: (workspaceOrigin: string) => Promise<Record<string, string>>
  backForwardCache?: boolean
}

/** A demo and a browser for the tests of one file. */
export function openScene({
  environment = {},
  prepare = async () => ({}),
  backForwardCache = false,
}: SceneOptions = {}): Scene {
  let folder: ServerFolder
  let demo: ServerProcess
  let browser: Browser
  let signIns: SignIn[]
  let sweeper: Sweeper
  const people: Person[] = []
  const elsewhere: string[] = []

  function signInOf(handle: string): SignIn {
    const found = signIns.find((one) => one.handle === handle)
    if (!found) throw new Error(`the demo has no ${handle}`)
    return found
  }

  beforeAll(async () => {
    folder = copyOfSeed()
    const port = await freePort()
    const more = await prepare(`http://workspace.localhost:${port}`)
    ;[demo, browser] = await Promise.all([
      startServerProcess(folder, {
        entry: 'src/demo/main.ts',
        port,
        environment: {
          CONVERSATIONS_RETURNS_PER_MINUTE: '1000',
          CONVERSATIONS_CALM_RETURNS_PER_MINUTE: '1000',
          ...environment,
          ...more,
        },
      }),
      launchBrowser({ backForwardCache }),
    ])
    signIns = JSON.parse(readFileSync(join(folder.outerKeys, 'demo-sign-ins.json'), 'utf8')) as SignIn[]
    sweeper = await createSweeper(demo, signInOf('chidi'))
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await takePictures(people, task.name)
    const troubles = people.flatMap(({ trouble }) => trouble.found())
    await Promise.all(people.splice(0).map(({ context }) => context.close()))
    await sweeper.sweep()
    expect(troubles).toEqual([])
  })
  afterAll(async () => {
    sweeper?.close()
    await browser?.close()
    await demo?.stop()
    folder?.remove()
  })

  return {
    get demo() {
      return demo
    },
    get browser() {
      return browser
    },
    elsewhere,
    signIn: signInOf,
    async person(options) {
      const person = await newPerson(browser, demo, options, elsewhere)
      people.push(person)
      return person
    },
  }
}

/** What everybody saw when a test failed, for whoever looks into it: reports/journeys/. */
async function takePictures(people: readonly Person[], test: string): Promise<void> {
  const name = test.replace(/\W+/g, '-').slice(0, 60)
  for (const [i, { page }] of people.entries()) {
    const path = join('reports', 'journeys', `${name}-${i + 1}.png`)
    await page.screenshot({ path, timeout: 5_000 }).catch(() => undefined)
  }
}

function copyOfSeed(): ServerFolder {
  const seeded = inject('seededDemo')
  const folder = serverFolder()
  cpSync(join(seeded, 'data'), folder.dataDir, { recursive: true })
  cpSync(join(seeded, 'outer-keys'), folder.outerKeys, { recursive: true })
  return folder
}
