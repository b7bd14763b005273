import axe, { type FrameContext, type PartialResult, type Result } from 'axe-core'
import type { CDPSession, Page } from 'playwright-core'

/*
 * axe in a world of its own beside a page, as a content script would be: so it also
 * sees a page whose scripts are off, as the browser built it then, with what stands
 * in its frames. There no timer fires; axe has short ones, to take turns, and long
 * ones, to give up.
 */
const turns = `globalThis.setTimeout = (work, wait = 0, ...values) => {
  if (wait < 1000) void Promise.resolve().then(() => work(...values))
  return 0
}
true`

/** axe takes for granted that scripts run, and so that nobody sees what stands in <noscript>. */
const seesNoscript = axe.source.replaceAll("'noscript', 'template'", "'template'")

type World = {
  ask<Answer>(expression: string): Promise<Answer>
  /** The frame that an element of this world shows. */
  frameAt(selector: FrameContext['frameSelector']): Promise<string>
}

const sessions = new WeakMap<Page, Promise<CDPSession>>()

/** What axe finds against these rules, or against all, in a page and its frames. */
export async function violationsOf(page: Page, rules?: readonly string[]): Promise<Result[]> {
  const session = await sessionOf(page)
  const options = JSON.stringify(rules ? { runOnly: { type: 'rule', values: rules } } : {})
  const partials: PartialResult[] = []

  async function look(world: World, context: string): Promise<void> {
    const frames = await world.ask<FrameContext[]>(`axe.utils.getFrameContexts(${context})`)
    partials.push(await world.ask(`axe.runPartial(${context}, ${options})`))
    for (const { frameSelector, frameContext } of frames) {
      const frame = await worldIn(session, await world.frameAt(frameSelector))
      await look(frame, JSON.stringify(frameContext))
    }
  }

  const { frameTree } = await session.send('Page.getFrameTree')
  const top = await worldIn(session, frameTree.frame.id)
  await look(top, 'document')
  const { violations } = await top.ask<{ violations: Result[] }>(
    `axe.finishRun(${JSON.stringify(partials)}, ${options})`,
  )
  return violations
}

function sessionOf(page: Page): Promise<CDPSession> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, session)
  return session
}

async function worldIn(session: CDPSession, frameId: string): Promise<World> {
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId,
    worldName: 'axe',
  })
  async function evaluate(expression: string, returnByValue: boolean) {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      contextId: executionContextId,
      expression,
      returnByValue,
      awaitPromise: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result
  }
  const ask = async <Answer>(expression: string) => (await evaluate(expression, true)).value as Answer
  if (!(await ask('globalThis.axe !== undefined'))) {
    await ask(turns)
    const rendered = await ask("document.querySelector('noscript > *') !== null")
    await ask(`${rendered ? seesNoscript : axe.source}\ntrue`)
  }
  return {
    ask,
    async frameAt(selector) {
      const { objectId = '' } = await evaluate(`axe.utils.shadowSelect(${JSON.stringify(selector)})`, false)
      const { node } = await session.send('DOM.describeNode', { objectId })
      if (node.frameId === undefined) throw new Error(`no frame at ${JSON.stringify(selector)}`)
      return node.frameId
    },
  }
}
