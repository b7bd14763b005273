import { canaryBook, type Canary } from '../../support/canary/canaries.ts'

/** Where a text must arrive to prove that its path was walked; nothing is shown by a path that nobody took. */
export type Control = 'story' | 'packet' | 'none'

export type Book = {
  /** A new unique text for a path; `control` says who must be able to read it in the end. */
  plain(label: string, control?: Control): string
  foreign(label: string, control?: Control): string
  /** A text that the page itself made, such as the six words. */
  keep(label: string, text: string): void
  all(): readonly Canary[]
  controlled(control: Control): readonly Canary[]
}

export function openBook(): Book {
  const canaries = canaryBook()
  const made: Canary[] = []
  const controls = new Map<string, Control>()
  const note = (text: string, control: Control) => {
    controls.set(text, control)
    return text
  }
  const all = () => [...canaries.all, ...made]
  return {
    plain: (label, control = 'none') => note(canaries.plain(label), control),
    foreign: (label, control = 'none') => note(canaries.foreign(label), control),
    keep: (label, text) => void made.push({ label, text }),
    all,
    controlled: (control) => all().filter(({ text }) => controls.get(text) === control),
  }
}
