/** A word of a text: folded, and where it stands. */
export type Word = { folded: string; from: number; to: number }

/** Without case, accents and vowel points; `œ` as `oe`. What is compared is always folded by this. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
}

/** The words of a text. An apostrophe parts (`l’abri`), a hyphen parts (`take-down`). */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((match) => ({
    folded: fold(match[0]),
    from: match.index,
    to: match.index + match[0].length,
  }))
}

/** A text as folded words with single spaces: the form in which names of places and phrases are compared. */
export function foldPhrase(text: string): string {
  return wordsOf(text)
    .map((word) => word.folded)
    .join(' ')
}

const endings = /(?<=[a-z]{3}[a-rt-wyz])s$|(?<=[a-z]{2}(?:au|eu))x$/

/** A word without the ending of an English or French plural, so that `shelters` finds `shelter`. */
export function stem(folded: string): string {
  return folded.replace(endings, '')
}

// Words that say nothing about a service, in English and French; not searched for.
const silent = new Set(
  `a an and are at be by can do for from get have help i in is it me my near need of on or some someone that the their
  they this to want we who with you your where someone speaking speaks spoken please close around into looking place
  au aux avec besoin ce cet cette chez dans de des du d en est et il j je l la le les leur m ma me mes mon n ne nous on
  ou ou par pas pour pres qu que qui s sa se ses son sur t ta te tes ton trouver un une veux vos votre vous y aide cherche
  parlant parle langue language`.split(/\s+/),
)

/** Whether a folded word is worth searching for. */
export function speaks(folded: string): boolean {
  return !silent.has(folded) && (folded.length > 1 || /\p{Lo}|\p{N}/u.test(folded))
}
