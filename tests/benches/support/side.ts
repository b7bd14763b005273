/** Who writes a message; the other one is shown it. */
export type Party = 'seeker' | 'responder'

/** A message made ready before it is due: nothing but the request is left to do. */
export type Ready = {
  /** What stands in the event that shows it, and in no other message. */
  key: string
  by: Party
  text: string
  /** Milliseconds that the writer's own machine spent on it (sealing). */
  madeIn: number
  /** Resolves once the server has said that it is kept; rejects for any other answer. */
  send(): Promise<void>
}

/** One of the two systems that the same load is put on. */
export type Side = {
  name: string
  /** Process of the server. */
  pid: number
  conversations: number
  /** The writer's next message in a conversation. Made in the order in which they will be sent. */
  make(conversation: number, by: Party, text: string): Promise<Ready>
  /** The text in what a stream showed, as its reader would get it (opening). */
  read(conversation: number, shown: string): Promise<string>
  /** Told each message that an open stream of the party that did not write it shows, once its event is parsed. */
  onShown: (key: string) => void
  /** Streams that the server ended. */
  broken: number
  stop(): Promise<void>
}
