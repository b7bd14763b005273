import { genders, type Trait, type Whom } from './traits.ts'

/*
 * Reads whom a service is for out of the provider's own sentence on it. What is not said in one of these ways stays
 * unsaid: a wrong "takes men" sends somebody across a city at night.
 */

const women = /\b(wom[ae]n|girls?|females?|femmes?|filles)\b/u
const men = /\b(m[ae]n|boys?|males?|hommes?|garcons?)\b/u
const trans =
  /\b(trans|transgender|transsexuals?|transgenres?|gender diverse|2s?lgbtq\w*|two spirit|bispirituel\w*)\b/u
const nonBinary = /\b(non binary|nonbinary|non binaires?|gender diverse)\b/u
const everyGender =
  /\b(all genders|any gender|every gender|every ?one|any ?one|open to all|all (youth|individuals|residents|patients|people)|tous les genres|toute personne|tout le monde|tous)\b/u
const families = /\b(?<!\b(?:their|leurs) )(families|familles)\b/u
const withChildren =
  /\b(with|and|their|avec|et|leurs) (their |leurs |dependent )?(children|kids|enfants)\b|\bmothers\b|\bmeres\b/u

/** Conditions that are taken or refused, whatever else is said. */
const conditions: [Trait, { takes?: RegExp; refuses?: RegExp }][] = [
  [
    'using',
    {
      takes: /\b(using (drugs|substances|alcohol)|sobriety (is )?not required)\b/u,
      refuses: /\b(sobriety (is )?required|must be sober|dry shelter|abstinen\w+ required)\b/u,
    },
  ],
  [
    'pets',
    {
      takes: /\b(pet friendly|pets (are )?(welcome|allowed)|animaux (acceptes|bienvenus))\b/u,
      refuses: /\b(no pets|pets (are )?not (allowed|accepted)|pas d.animaux|animaux non admis)\b/u,
    },
  ],
  [
    'no_id',
    {
      takes:
        /\b(no (id|identification|papers) (is )?(required|needed)|aucune piece d.identite (requise|exigee))\b/u,
    },
  ],
  [
    'no_referral',
    {
      takes: /\b(self referrals?|no referral (is )?(required|needed)|sans reference)\b/u,
      refuses:
        /\b(referral (is )?(required|needed)(?! for some)|by referral only|sur reference seulement)\b/u,
    },
  ],
]

const groups: [Trait, RegExp][] = [
  ['deaf', /\b(deaf|hard of hearing|sourds?|sourdes?|malentendant\w*)\b/u],
  [
    'indigenous',
    /\b(indigenous|first nations?|inuit|metis|aboriginal|residential school|autochtones?|premieres nations)\b/u,
  ],
  [
    'newcomers',
    /\b(newcomers?|immigrants?|refugees?|nouveaux arrivants|nouvelles arrivantes|immigrante?s|refugie\w*)\b/u,
  ],
  ['students', /\b(students?|etudiante?s?)\b/u],
  ['military', /\b(veterans?|armed forces|caf|first responders|military|veterane?s?|militaires?)\b/u],
]
const forAnyone = /\b(residents?|general public|low income|vulnerable|patients|grand public)\b/u

/** Folded as the patterns expect: no accents, hyphens as spaces, single spaces, numbers and their signs kept. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/(?<=\p{L})[-‐‑–](?=\p{L})/gu, ' ')
    .replaceAll(/[’']s\b/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

const exclusion = /\b(exclusions?|excludes?|excluding|not for|except|sauf|exclut)\b\s*:?/u

/** Whom a sentence such as “Women (16+) and children. Exclusion: men.” says a service is for. */
export function readWhom(text: string): Whom {
  const whole = plain(text)
  const cut = exclusion.exec(whole)
  const taken = cut ? whole.slice(0, cut.index) : whole
  const out = cut ? whole.slice(cut.index + cut[0].length) : ''
  const takes = new Set<Trait>()
  const refuses = new Set<Trait>()
  const every = everyGender.test(taken)
  const says = { women: women.test(taken), men: men.test(taken) }
  if (every) for (const gender of genders) takes.add(gender)
  if (says.women) takes.add('women')
  if (says.men) takes.add('men')
  if (trans.test(taken)) takes.add('trans')
  if (nonBinary.test(taken)) takes.add('nonbinary')
  const open = every || families.test(taken)
  if (says.women && !says.men && !open) refuses.add('men')
  if (says.men && !says.women && !open) refuses.add('women')
  const adults = says.women || says.men || every
  if (families.test(taken) || (adults && withChildren.test(taken))) takes.add('children')
  // “Exclusion: none”, and “men (refer to other lines)”; what follows a bracket is advice.
  const refused = out.replaceAll(/\([^)]*\)/gu, '')
  if (men.test(refused) && !women.test(refused)) refuses.add('men')
  if (women.test(refused) && !men.test(refused)) refuses.add('women')
  for (const [trait, { takes: yes, refuses: no }] of conditions) {
    if (no?.test(whole)) refuses.add(trait)
    else if (yes?.test(taken)) takes.add(trait)
  }
  for (const trait of refuses) if (takes.has(trait)) refuses.delete(trait)
  const made =
    every || forAnyone.test(taken)
      ? []
      : groups.filter(([, words]) => words.test(taken)).map(([trait]) => trait)
  if (takes.has('trans') && !open && !says.women && !says.men) made.push('trans')
  const ages = readAges(taken)
  return {
    ...(ages ? { ages } : {}),
    takes: [...new Set([...takes, ...made])],
    refuses: [...refuses],
    only: made,
  }
}

/** Whom a name such as “Invented Women’s House” speaks to; it refuses nobody. */
export function readName(name: string): Whom {
  const text = plain(name)
  const only = groups.filter(([, words]) => words.test(text)).map(([trait]) => trait)
  const takes: Trait[] = [...only]
  if (women.test(text)) takes.push('women')
  if (men.test(text)) takes.push('men')
  if (trans.test(text)) takes.push('trans')
  return { takes, refuses: [], only }
}

const who =
  '(?:ages?|aged|agee?s?|youth|jeunes?|children|kids|teens?|adults?|adultes?|wom[ae]n|m[ae]n|girls|boys|individuals|people|personnes|femmes|hommes|enfants|seniors|between|entre|from|de)'
const years = '(?:years?|yrs?|yo|ans)(?: old| of age)?'
const span = new RegExp(
  `(?:\\b${who}[,:]? (?:ages? |aged |agee?s? (?:de |entre )?|de |between |entre )?\\(?|\\()(\\d{1,3}) ?(?:-|–|to|a|et|and) ?(\\d{1,3})(?! ?(?:am|pm|h\\b|:|%|days|weeks|months|jours|mois))(?:[) .,;]|$)|\\b(\\d{1,3}) ?(?:-|–|to|a) ?(\\d{1,3}) ${years}\\b`,
  'gu',
)
const least = new RegExp(
  `(?<![\\d-])(\\d{1,3}) ?(?:\\+|(?:${years} ?)?(?:and|or|et) (?:over|older|above|up|plus)\\b)|\\b(?:over|minimum age:?|plus de) (\\d{1,3}) ${years}\\b`,
  'gu',
)
const most = new RegExp(
  `\\b(\\d{1,3}) (?:${years} )?(?:and|or|et|ou) (?:under|younger|below|moins)\\b|\\b(?:under|moins de) (\\d{1,3})(?: ${years})?\\b`,
  'gu',
)

/** The one range of ages that a text gives; none where it gives two, or those of children whose parents come. */
export function readAges(text: string): { from?: number; to?: number } | undefined {
  const whole = plain(text)
  if (/\b(parents?|caregivers?|famil(y|ies)|familles?)\b/u.test(whole)) return undefined
  const found: { from?: number; to?: number }[] = []
  const rest = whole.replaceAll(span, (_, a?: string, b?: string, c?: string, d?: string) => {
    const [from, to] = [Number(a ?? c), Number(b ?? d)]
    found.push({ ...(from > 0 ? { from } : {}), ...(to < 100 ? { to } : {}) })
    return ' '
  })
  for (const match of rest.matchAll(least)) found.push({ from: Number(match[1] ?? match[2]) })
  for (const match of rest.matchAll(most)) {
    const to = Number(match[1] ?? match[2])
    found.push({ to: match[1] ? to : to - 1 })
  }
  const [only] = found
  if (!only || found.length > 1) return undefined
  const { from = 0, to = 120 } = only
  return from <= to && from < 100 && Object.keys(only).length > 0 ? only : undefined
}
