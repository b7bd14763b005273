/** What stops a start before anything is served; the message is for the operator. */
export class StartRefused extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'StartRefused'
    this.code = code
  }
}
