import type { NeedCode } from '../needs.ts'
import { foldPhrase } from './fold.ts'

/*
 * How people say what they need, in English and French. A phrase is enough to
 * search by the need when it is typed, and to guess it of a service whose
 * source says no need. `typed` ones are too general to guess from.
 */
type Phrases = { sure: string; typed?: string }

const said: Record<NeedCode, Phrases> = {
  safe_bed: {
    sure: `safe bed, emergency bed, emergency shelter, shelter bed, women's shelter, safe house, transition house,
      crisis bed, overnight shelter, lit sûr, lit sécuritaire, lit d'urgence, hébergement d'urgence,
      hébergement sécuritaire, maison d'hébergement, maison de transition, refuge pour femmes, centre d'hébergement`,
    typed: `shelter, bed, somewhere safe, safe place, place to sleep, place to stay, somewhere to sleep,
      somewhere to stay, sleep, hostel, refuge, abri, lit, hébergement, dormir, où dormir, endroit sûr, lieu sûr, gîte,
      violent partner, abusive partner, violent husband, abusive husband, abusive boyfriend, escape violence,
      escaping violence, fleeing violence, fleeing abuse, get away from him, conjoint violent, mari violent,
      fuir la violence, my pimp, get away from my pimp, mon proxénète`,
  },
  crisis_line: {
    sure: `crisis line, help line, helpline, hotline, distress line, phone line, crisis support, ligne d'écoute,
      ligne de crise, ligne d'aide, ligne téléphonique, ligne de détresse`,
    typed: `talk to someone, someone to talk to, parler à quelqu'un, suicide, suicidal, suicidal thoughts, want to die,
      kill myself, end my life, hurt myself, écoute, envie de mourir, veux mourir, me suicider, pensées suicidaires,
      me faire du mal, en finir`,
  },
  counselling: {
    sure: `counselling, counseling, counsellor, psychotherapy, therapist, trauma therapy, thérapie, psychothérapie,
      consultation psychologique, soutien psychologique, conseiller psychosocial`,
    typed: `therapy, psychologist, psychologue, thérapeute, counselor, conseil`,
  },
  peer_support: {
    sure: `peer support, peer-led, survivor-led, drop-in for sex workers, lived experience, pair aidant, pairs aidants,
      soutien par les pairs, entraide entre pairs`,
    typed: `peer, survivors group, sex worker support, groupe d'entraide, pairs`,
  },
  health_care: {
    sure: `health clinic, walk-in clinic, nurse practitioner, community health, primary care, sexual health, medical clinic,
      clinique médicale, clinique santé, soins de santé, soins infirmiers, santé sexuelle, sage-femme, midwifery`,
    typed: `doctor, nurse, clinic, health, medical, médecin, infirmière, clinique, santé, docteur, dentist, dentiste`,
  },
  assault_care: {
    sure: `sexual assault centre, sexual assault center, sexual assault care, assault care, rape crisis,
      sexual violence, agression sexuelle, violence sexuelle, centre d'aide aux victimes`,
    typed: `rape, assaulted, sexual assault, viol, violée, agressée`,
  },
  detox: {
    sure: `detox, detoxification, withdrawal management, addiction treatment, substance use, addictions, désintoxication,
      gestion du sevrage, sevrage, toxicomanie, dépendances`,
    typed: `addiction, rehab, drugs, alcohol, overdose, surdose, withdrawal, drogue, alcool, dépendance, cure`,
  },
  legal_aid: {
    sure: `legal aid, legal clinic, legal help, legal advice, legal information, legal representation, legal services,
      direct representation, lawyer referral, free lawyer, pro bono, aide juridique, clinique juridique,
      conseil juridique, avocat gratuit`,
    typed: `lawyer, legal, avocat, avocate, juridique, court, tribunal, attorney`,
  },
  immigration: {
    sure: `immigration, settlement services, newcomer, refugee, temporary resident permit, asylum, établissement des immigrants,
      services d'établissement, nouveaux arrivants, réfugié, permis de séjour temporaire, demandeur d'asile`,
    typed: `visa, settlement, immigrant, permit, permis, asile`,
  },
  work_rights: {
    sure: `work rights, workers' rights, labour rights, employment rights, employment standards, migrant workers,
      droits des travailleurs, droit du travail, normes du travail, travailleurs migrants`,
    typed: `unpaid wages, my boss, wages, employer, salaire, patron, droits au travail`,
  },
  papers: {
    sure: `replacement papers, identity documents, id clinic, lost id, replacement id, replace documents, birth certificate,
      remplacement de papiers, papiers d'identité, pièces d'identité, carte d'identité, acte de naissance`,
    typed: `passport, took my passport, pris mon passeport, papers, identification, id card, passeport, papiers, sans papiers, documents`,
  },
  money: {
    sure: `money to leave, emergency fund, emergency funds, financial help, financial assistance, cash assistance,
      income support, social assistance, aide financière, fonds d'urgence, argent pour partir, aide sociale`,
    typed: `money, cash, argent, fund, welfare, fonds`,
  },
  food: {
    sure: `food bank, hot meal, hot meals, community meal, groceries, soup kitchen, banque alimentaire, repas chaud,
      soupe populaire, aide alimentaire`,
    typed: `food, meal, hungry, eat, nourriture, repas, manger, faim`,
  },
  ride: {
    sure: `ride to safety, a ride, transport money, bus fare, bus ticket, taxi voucher, free transport, billet d'autobus,
      bon de taxi, aide au transport, transport gratuit, accompagnement en voiture`,
    typed: `ride, transport, transportation, bus, taxi, train, lift, autobus, trajet`,
  },
  housing: {
    sure: `second-stage housing, transitional housing, supportive housing, long-term housing, affordable housing, rent bank,
      logement de transition, logement abordable, maison de deuxième étape, logement supervisé`,
    typed: `housing, apartment, rent, home, logement, appartement, loyer`,
  },
  childcare: {
    sure: `childcare, child care, daycare, day care, child minding, garderie, garde d'enfants, halte-garderie`,
    typed: `babysitting, service de garde`,
  },
  image_removal: {
    sure: `image take-down, image takedown, image removal, intimate images, take down photos, remove photos, revenge porn,
      retrait d'images, images intimes, supprimer des photos, retirer des photos`,
    typed: `my pictures online, photos online, nudes, sextortion, photos en ligne, images en ligne`,
  },
  tattoo_removal: {
    sure: `tattoo removal, remove tattoo, remove a tattoo, tattoo cover-up, détatouage, enlever un tatouage,
      effacer un tatouage, retrait de tatouage, retrait de tatouages`,
    typed: `tattoo, tatouage`,
  },
}

function phrasesOf(kind: keyof Phrases): ReadonlyMap<string, NeedCode> {
  return new Map(
    (Object.entries(said) as [NeedCode, Phrases][]).flatMap(([code, phrases]) =>
      (phrases[kind] ?? '')
        .split(',')
        .map((phrase) => [foldPhrase(phrase), code] as const)
        .filter(([phrase]) => phrase !== ''),
    ),
  )
}

/** Phrases that name a need of a service, folded. */
export const surePhrases = phrasesOf('sure')

/** Phrases by which a person may mean a need when they type, folded. */
export const typedPhrases: ReadonlyMap<string, NeedCode> = new Map([...phrasesOf('typed'), ...surePhrases])

/** When it must be open, folded. */
export const timePhrases: ReadonlyMap<string, 'now' | 'tonight'> = new Map(
  (
    [
      [
        'now',
        'now, right now, open now, at once, immediately, maintenant, ouvert maintenant, tout de suite, immédiatement',
      ],
      [
        'tonight',
        'tonight, this night, this evening, ce soir, cette nuit, open tonight, ouvert ce soir, pour ce soir',
      ],
    ] as const
  ).flatMap(([time, phrases]) => phrases.split(',').map((phrase) => [foldPhrase(phrase), time] as const)),
)

const longestPhrase = 4

/** The needs that a service's own words name. */
export function needsNamedIn(words: readonly string[]): NeedCode[] {
  const found = new Set<NeedCode>()
  for (let from = 0; from < words.length; from++)
    for (let length = 1; length <= longestPhrase; length++) {
      const code = surePhrases.get(words.slice(from, from + length).join(' '))
      if (code) found.add(code)
    }
  return [...found]
}
