import { foldPhrase } from '../words/fold.ts'
import type { Trait } from './traits.ts'

/*
 * How people say who they are when they look for help. Nobody is asked; what they say anyway is used, shown as a chip
 * that can be taken away, and kept nowhere. Words that a service's own name is likely to have without saying anything of
 * the seeker ("students", "refugee") are left to the search for words.
 */
const said: Partial<Record<Trait, string>> = {
  women: `woman, women, female, femme, femmes, i m a woman, i am a woman, i m a girl, girl, girls, fille, filles,
    je suis une femme, je suis une fille`,
  men: 'man, men, male, homme, hommes, guy, boy, boys, garcon, garçons, i m a man, i am a man, je suis un homme',
  trans: 'trans, transgender, trans woman, trans man, transgenre, femme trans, homme trans, personne trans',
  nonbinary: 'non binary, nonbinary, non binaire, enby',
  children: `with kids, with my kids, my kids, with children, with my children, my children, with a child, with my child,
    my child, my baby, with my baby, with a baby, my son, my daughter, with my son, with my daughter, and kids, and children,
    and my kids, and my children, two kids, two children, three kids, three children, avec enfants, avec mes enfants,
    mes enfants, avec enfant, avec mon enfant, mon enfant, mon bebe, avec mon bebe, mon fils, ma fille, avec mon fils,
    avec ma fille, et mes enfants, et enfants`,
  pregnant: 'pregnant, i m pregnant, i am pregnant, enceinte, je suis enceinte',
  pets: `with my dog, my dog, with a dog, with my cat, my cat, with a cat, with pets, my pet, with my pet, pets allowed,
    mon chien, avec mon chien, avec un chien, mon chat, avec mon chat, avec un chat, avec animaux, mes animaux`,
  no_status: `no status, without status, undocumented, non status, expired visa, my visa expired, visa expired,
    overstayed, overstayed my visa, sans statut, visa expire, mon visa est expire, hors statut`,
  no_id: 'no id, without id, no identification, sans carte d identité, sans pièce d identité',
  using: `i use drugs, using drugs, i m high, i am high, i m drunk, i am drunk, je consomme, je consomme des drogues,
    j ai bu, j ai consommé`,
  deaf: 'deaf, i m deaf, i am deaf, sourd, sourde, je suis sourd, je suis sourde',
  indigenous: `indigenous, first nations, first nation, inuit, inuk, metis, métis, aboriginal, autochtone, autochtones, premières nations`,
}

/** Phrases by which people say a trait, folded. */
export const traitPhrases: ReadonlyMap<string, Trait> = new Map(
  (Object.entries(said) as [Trait, string][]).flatMap(([trait, phrases]) =>
    phrases.split(',').map((phrase) => [foldPhrase(phrase), trait] as const),
  ),
)

const leads = new Set([
  'i m',
  'im',
  'i am',
  'j ai',
  'aged',
  'age',
  'agee',
  'she is',
  'he is',
  'elle a',
  'il a',
])

/**
 * The age in a run of folded words such as “i m 16”, “16 years old”, “16yo” or « j ai 16 ans »; undefined where a run
 * says none, or is longer than what says it.
 */
export function ageIn(run: readonly string[]): number | undefined {
  const at = run.findIndex((word) => /^\d{1,3}(yo|ans)?$/.test(word))
  if (at === -1) return undefined
  const word = run[at] ?? ''
  const age = Number.parseInt(word, 10)
  const before = run.slice(0, at).join(' ')
  const after = run.slice(at + 1).join(' ')
  const led = before === '' || leads.has(before)
  const followed = after === '' || /^(?:years?(?: old)?|yrs?(?: old)?|yo|y o|ans)$/.test(after)
  const says = leads.has(before) || after !== '' || /\D/.test(word)
  return led && followed && says && age >= 5 && age <= 110 ? age : undefined
}
