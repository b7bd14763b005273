import { launchBrowser } from '../../support/browser.ts'

export type View = {
  /** Addresses in the order in which the browser asked for them. */
  requests: string[]
  /** Bytes over the wire, headers too, as the browser counts them. */
  bytes: number
  cookies: number
}

/** What a real Chromium with an empty profile asks for until a page is quiet. */
export async function viewInBrowser(address: string): Promise<View> {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ locale: 'en-CA' })
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    let bytes = 0
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    const requests: string[] = []
    page.on('request', (asked) => requests.push(asked.url()))
    await page.goto(address, { waitUntil: 'networkidle' })
    return { requests, bytes, cookies: (await context.cookies()).length }
  } finally {
    await browser.close()
  }
}
