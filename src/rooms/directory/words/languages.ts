import { fold, foldPhrase } from './fold.ts'

// ISO 639-1, and those without a two-letter code that are spoken here. Cree, Inuktitut and Ojibwe are among both.
const tags =
  `aa ab af ak am ar as ay az ba be bg bi bm bn bo br bs ca ce co cs cy da de dv dz ee el en eo es et eu fa ff
  fi fj fo fr fy ga gd gl gn gu gv ha he hi hr ht hu hy id ig is it iu ja jv ka kk kl km kn ko ku ky la lb lg ln lo lt lu
  lv mg mi mk ml mn mr ms mt my nb ne nl nn no ny oc oj om or os pa pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm
  sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi wo xh yi yo zh zu cr yue nan wuu
  cmn prs hmn kar chk din nus ckb kmr tzm fil ilo ceb pam hil bal ase fcs moh one mic nsk dgr chp den scs gwi bla srs
  ati crk csw ojs alq lkt str`
    .split(/\s+/)
    .filter(Boolean)

// Names that Intl has otherwise, or that people use.
const others: Record<string, string> = {
  'american sign language': 'ase', asl: 'ase', 'sign language': 'ase', lsq: 'fcs', 'langue des signes quebecoise': 'fcs',
  'langue des signes': 'fcs', farsi: 'fa', dari: 'prs', mandarin: 'cmn', 'chinese mandarin': 'cmn', cantonese: 'yue',
  'chinese cantonese': 'yue', cantonais: 'yue', 'simplified chinese': 'zh', 'traditional chinese': 'zh', tagalog: 'tl',
  filipino: 'tl', philippin: 'tl', pilipino: 'tl', punjabi: 'pa', panjabi: 'pa', pendjabi: 'pa', bengali: 'bn', bangla: 'bn',
  castilian: 'es', ukranian: 'uk', francais: 'fr', anglais: 'en', espagnol: 'es', arabe: 'ar', chinois: 'zh',
  creole: 'ht', 'haitian creole': 'ht', kurdish: 'ku', inuktitut: 'iu', cree: 'cr', ojibway: 'oj', ojibwe: 'oj',
  anishinaabemowin: 'oj', mohawk: 'moh', michif: 'crg', kanienkeha: 'moh', mikmaq: 'mic', 'mi kmaq': 'mic',
} // prettier-ignore

const threeLetters: Record<string, string> = {
  eng: 'en', fra: 'fr', fre: 'fr', spa: 'es', ara: 'ar', zho: 'zh', chi: 'zh', pan: 'pa', tgl: 'tl', por: 'pt', deu: 'de',
  ger: 'de', ita: 'it', rus: 'ru', ukr: 'uk', pol: 'pl', fas: 'fa', per: 'fa', urd: 'ur', hin: 'hi', ben: 'bn', tam: 'ta',
  vie: 'vi', kor: 'ko', jpn: 'ja', som: 'so', swa: 'sw', amh: 'am', tir: 'ti', tur: 'tr', ron: 'ro', rum: 'ro', hat: 'ht',
  iku: 'iu', cre: 'cr', oji: 'oj', nep: 'ne', guj: 'gu', ell: 'el', gre: 'el', nld: 'nl', dut: 'nl', hun: 'hu', heb: 'he',
} // prettier-ignore

function namesIn(locale: string): [string, string][] {
  const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' })
  return tags.flatMap((tag) => {
    const name = names.of(tag)
    return name ? [[foldPhrase(name), tag] as [string, string]] : []
  })
}

/** Names of languages in English, French and, for the common ones, in themselves; folded, to their BCP 47 tag. */
export const languageNames: ReadonlyMap<string, string> = new Map([
  ...namesIn('fr'),
  ...namesIn('en'),
  ...['es', 'ar', 'zh', 'pa', 'tl', 'pt', 'uk', 'ru', 'fa', 'ur', 'hi', 'vi', 'ko', 'pl', 'so', 'tr'].flatMap(
    (tag) => {
      const own = new Intl.DisplayNames(tag, { type: 'language', fallback: 'none' }).of(tag)
      return own ? [[foldPhrase(own), tag] as [string, string]] : []
    },
  ),
  ...Object.entries(others),
])

/** The BCP 47 tag of what a register calls a language: a code of two or three letters, or a name. */
export function languageTagOf(text: string): string | undefined {
  const trimmed = text.trim()
  const folded = foldPhrase(trimmed)
  const named = languageNames.get(folded) ?? languageNames.get(folded.replace(/ (language|langue)$/, ''))
  if (named) return named
  const code = fold(trimmed).replaceAll('_', '-')
  const [base = ''] = code.split('-')
  if (threeLetters[base]) return threeLetters[base]
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(code) || !tags.includes(base)) return undefined
  return base
}
