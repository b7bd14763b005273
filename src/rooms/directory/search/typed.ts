import { languageNames } from '../words/languages.ts'
import { timePhrases, typedPhrases } from '../words/phrases.ts'
import { typosBetween, typosForgiven } from '../words/typos.ts'

export type Closest =
  { kind: 'need'; value: string } | { kind: 'time'; value: string } | { kind: 'language'; value: string }

const oneWord = (phrase: string) => phrase.length >= 4 && !phrase.includes(' ')

const known: [string, Closest][] = [
  ...[...typedPhrases].map(([phrase, value]) => [phrase, { kind: 'need', value }] as [string, Closest]),
  ...[...timePhrases].map(([phrase, value]) => [phrase, { kind: 'time', value }] as [string, Closest]),
  ...[...languageNames].map(([phrase, value]) => [phrase, { kind: 'language', value }] as [string, Closest]),
].filter(([phrase]) => oneWord(phrase))

/** The need, time or language that a misspelled word means; undefined where none or two are equally near. */
export function closestIn(word: string): Closest | undefined {
  const most = typosForgiven(word)
  let best: Closest | undefined
  let least = most + 1
  let tied = false
  for (const [phrase, meant] of known) {
    if (Math.abs(phrase.length - word.length) > most) continue
    const typos = typosBetween(word, phrase, Math.min(most, least))
    if (typos < least) [best, least, tied] = [meant, typos, false]
    else if (typos === least && best?.value !== meant.value) tied = true
  }
  return most > 0 && least <= most && !tied ? best : undefined
}
