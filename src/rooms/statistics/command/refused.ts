/** Something that was asked for and is not done: a stable code, and what to do about it in plain words. */
export class Refused extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
    this.name = 'Refused'
  }
}
