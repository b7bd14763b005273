import { fold, stem } from './fold.ts'

/*
 * Words that people use for one another, in English and French, each line one meaning. A service is found by any of
 * them, after those that have the word itself. From the field's own words, not from the queries that search is measured by.
 * Single words only, and none that means something else elsewhere (“sans” of « sans-abri », “sexual” of “sexual health”).
 */
const meanings = `
  doctor physician médecin docteur
  nurse infirmier infirmière
  child children kid kids enfant enfants
  baby infant newborn bébé nourrisson
  teen teenager youth adolescent ado jeune jeunes young
  senior elder elderly older aîné aînés âgé vieux
  mother mom mum mère maman
  father dad père papa
  woman women female femme femmes
  man men male homme hommes
  partner husband wife spouse boyfriend girlfriend conjoint conjointe mari époux
  violence violent abuse abusive abuser beaten battered assault violenté abus maltraitance agression
  job jobs employment work working career emploi emplois travail carrière
  boss employer patron employeur
  money cash financial funds argent financière financier
  house housing home apartment accommodation logement maison appartement
  homeless homelessness itinérance itinérant
  shelter refuge hébergement abri
  food meal meals hungry groceries nourriture repas épicerie faim alimentaire
  counselling counseling counsellor counselor therapy therapist psychologist psychothérapie thérapie thérapeute psychologue consultation
  depression depressed sad dépression déprimé triste
  anxiety anxious panic anxiété anxieux angoisse
  suicide suicidal suicidaire suicidaires
  addiction addicted drugs substance drogue drogues toxicomanie dépendance
  alcohol drinking drunk alcool
  lawyer legal attorney paralegal avocat avocate juridique
  court tribunal judge cour juge
  police cops officer policier gendarmerie
  immigrant immigration newcomer newcomers refugee refugees immigrants arrivants réfugié
  disability disabled handicap handicapé incapacité
  deaf hearing sourd malentendant surdité
  blind vision visual aveugle visuelle
  pregnant pregnancy prenatal enceinte grossesse prénatal
  dentist dental teeth tooth dentiste dentaire dents
  clothes clothing vêtements linge
  bus transit transport transportation ride autobus transports trajet
  school education learning école éducation études
  indigenous aboriginal native autochtone autochtones
  gay lesbian queer trans lgbt lgbtq lgbtq2s 2slgbtq lgbtqia
  grief bereavement loss deuil
  caregiver carer caregivers aidant proche
  free gratuit gratuite gratuits
  phone telephone call téléphone appel appeler
  crisis emergency urgent crise urgence
  trafficking trafficked traite exploitation exploited exploité exploitée
  rape raped viol violée
  leave leaving escape escaping flee fleeing partir quitter fuir
  tax taxes impôt impôts
  debt debts dette dettes
  mental mentale
  health santé
  help support aid assistance aide soutien appui
  group groups groupe groupes
  clinic clinique
  library bibliothèque
  hospital hôpital
`

const byWord = new Map<string, string[]>()
for (const line of meanings.trim().split('\n')) {
  const group = [...new Set(line.trim().split(/\s+/).map((word) => stem(fold(word))))] // prettier-ignore
  for (const word of group)
    byWord.set(word, [...new Set([...(byWord.get(word) ?? []), ...group.filter((other) => other !== word)])])
}

/** Other words for a folded and stemmed one. */
export function synonymsOf(stemmed: string): readonly string[] {
  return byWord.get(stemmed) ?? []
}
