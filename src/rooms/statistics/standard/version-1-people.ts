import type { Variable } from './record.ts'
import { variable } from './write.ts'

const needs = `safe_bed | Safe bed | Lit sûr
    someone_to_talk_to | Someone to talk to | Quelqu’un à qui parler
    counselling | Counselling | Soutien psychologique
    peer_support | Peer support | Soutien par les pairs
    health_care | Health care | Soins de santé
    assault_care | Care after sexual assault | Soins après une agression sexuelle
    detox | Detox | Désintoxication
    legal_aid | Legal help | Aide juridique
    immigration | Immigration help | Aide à l’immigration
    work_rights | Rights at work | Droits au travail
    papers | Replacement papers | Remplacement de papiers
    money | Money | Argent
    food | Food | Nourriture
    ride | A ride | Un trajet
    housing | Longer-term housing | Logement à plus long terme
    childcare | Childcare | Garde d’enfants
    image_removal | Images taken down | Retrait d’images
    tattoo_removal | Tattoo removal | Détatouage`

/** Who, where and when, as roughly as is still useful; what was needed, and what was got. */
export const people: readonly Variable[] = [
  variable(
    'unit | What is counted | Ce qui est compté',
    {
      en: 'One contact, one case, or one person. Figures of one are never added to figures of another. A tip about somebody else is no person.',
      fr: 'Un contact, un dossier ou une personne. Leurs chiffres ne s’additionnent jamais. Un renseignement sur quelqu’un d’autre n’est pas une personne.',
    },
    `contact | Contact | Contact
    case | Case | Dossier
    person | Person | Personne
    tip | Tip about somebody else | Renseignement sur autrui`,
  ),
  variable(
    'quarter | Quarter of first contact | Trimestre du premier contact',
    {
      en: 'Collected by week; no day is ever kept.',
      fr: 'Recueilli par semaine ; aucun jour n’est conservé.',
    },
    `2025-1 | January to March 2025 | Janvier à mars 2025 | ctdc_2024 yearOfRegistration=2025 broader
    2025-2 | April to June 2025 | Avril à juin 2025 | ctdc_2024 yearOfRegistration=2025 broader
    2025-3 | July to September 2025 | Juillet à septembre 2025 | ctdc_2024 yearOfRegistration=2025 broader
    2025-4 | October to December 2025 | Octobre à décembre 2025 | ctdc_2024 yearOfRegistration=2025 broader
    2026-1 | January to March 2026 | Janvier à mars 2026 | ctdc_2024 yearOfRegistration=2026 broader
    2026-2 | April to June 2026 | Avril à juin 2026 | ctdc_2024 yearOfRegistration=2026 broader
    2026-3 | July to September 2026 | Juillet à septembre 2026 | ctdc_2024 yearOfRegistration=2026 broader
    2026-4 | October to December 2026 | Octobre à décembre 2026 | ctdc_2024 yearOfRegistration=2026 broader`,
  ),
  variable(
    'region | Province or territory | Province ou territoire',
    {
      en: 'Where the exploitation was, by the first two digits of the Standard Geographical Classification (SGC 2021).',
      fr: 'Où l’exploitation a eu lieu, selon les deux premiers chiffres de la Classification géographique type (CGT 2021).',
    },
    `10 | Newfoundland and Labrador | Terre-Neuve-et-Labrador
    11 | Prince Edward Island | Île-du-Prince-Édouard
    12 | Nova Scotia | Nouvelle-Écosse
    13 | New Brunswick | Nouveau-Brunswick
    24 | Quebec | Québec
    35 | Ontario | Ontario
    46 | Manitoba | Manitoba
    47 | Saskatchewan | Saskatchewan
    48 | Alberta | Alberta
    59 | British Columbia | Colombie-Britannique
    60 | Yukon | Yukon
    61 | Northwest Territories | Territoires du Nord-Ouest
    62 | Nunavut | Nunavut
    abroad | Outside Canada | Hors du Canada`,
    { maps: 'ctdc_2024 CountryOfExploitation narrower' },
  ),
  variable(
    'age | Age | Âge',
    {
      en: 'At the first contact. Bands that fit into those of CTDC, of the Sustainable Development Goals and of Statistics Canada.',
      fr: 'Au premier contact. Des tranches qui s’emboîtent dans celles de CTDC, des Objectifs de développement durable et de Statistique Canada.',
    },
    `0-8 | 0 to 8 | 0 à 8 | ctdc_2024 ageBroad=0--8; sdg_16_2_2 age=under_18 broader
    9-11 | 9 to 11 | 9 à 11 | ctdc_2024 ageBroad=9--17 broader; sdg_16_2_2 age=under_18 broader
    12-15 | 12 to 15 | 12 à 15 | ctdc_2024 ageBroad=9--17 broader; sdg_16_2_2 age=under_18 broader
    16-17 | 16 to 17 | 16 à 17 | ctdc_2024 ageBroad=9--17 broader; sdg_16_2_2 age=under_18 broader
    18-20 | 18 to 20 | 18 à 20 | ctdc_2024 ageBroad=18--20; sdg_16_2_2 age=18_and_over broader
    21-23 | 21 to 23 | 21 à 23 | ctdc_2024 ageBroad=21--23; sdg_16_2_2 age=18_and_over broader
    24 | 24 | 24 | ctdc_2024 ageBroad=24--26 broader; sdg_16_2_2 age=18_and_over broader
    25-26 | 25 to 26 | 25 à 26 | ctdc_2024 ageBroad=24--26 broader; sdg_16_2_2 age=18_and_over broader
    27-29 | 27 to 29 | 27 à 29 | ctdc_2024 ageBroad=27--29; sdg_16_2_2 age=18_and_over broader
    30-34 | 30 to 34 | 30 à 34 | ctdc_2024 ageBroad=30--38 broader; sdg_16_2_2 age=18_and_over broader
    35-38 | 35 to 38 | 35 à 38 | ctdc_2024 ageBroad=30--38 broader; sdg_16_2_2 age=18_and_over broader
    39-44 | 39 to 44 | 39 à 44 | ctdc_2024 ageBroad=39--47 broader; sdg_16_2_2 age=18_and_over broader
    45-47 | 45 to 47 | 45 à 47 | ctdc_2024 ageBroad=39--47 broader; sdg_16_2_2 age=18_and_over broader
    48-54 | 48 to 54 | 48 à 54 | ctdc_2024 ageBroad=48+ broader; sdg_16_2_2 age=18_and_over broader
    55-64 | 55 to 64 | 55 à 64 | ctdc_2024 ageBroad=48+ broader; sdg_16_2_2 age=18_and_over broader
    65+ | 65 and over | 65 et plus | ctdc_2024 ageBroad=48+ broader; sdg_16_2_2 age=18_and_over broader`,
  ),
  variable(
    'gender | Gender | Genre',
    { en: 'As the person says.', fr: 'Comme la personne le dit.' },
    `woman | Woman or girl | Femme ou fille | ctdc_2024 gender=Woman; sdg_16_2_2 sex=female related
    man | Man or boy | Homme ou garçon | ctdc_2024 gender=Man; sdg_16_2_2 sex=male related
    trans_woman | Trans woman | Femme trans | ctdc_2024 gender=Trans/Transgender/NonConforming broader; htcds_2 Gender=TransgenderFeminine
    trans_man | Trans man | Homme trans | ctdc_2024 gender=Trans/Transgender/NonConforming broader; htcds_2 Gender=TransgenderMasculine
    nonbinary | Non-binary | Non binaire | ctdc_2024 gender=Trans/Transgender/NonConforming broader; htcds_2 Gender=NonConforming related
    two_spirit | Two-Spirit | Bispirituel | ctdc_2024 gender=Trans/Transgender/NonConforming related
    other | Another | Un autre`,
  ),
  variable(
    'indigenous | First Nations, Inuit or Métis | Premières Nations, Inuit ou Métis',
    {
      en: 'Under an agreement with those it concerns, whose approvers decide on every release. Without one it is not asked.',
      fr: 'Selon une entente avec les communautés concernées, dont les responsables décident de chaque publication. Sans entente, on ne le demande pas.',
    },
    `first_nations | First Nations | Premières Nations
    inuit | Inuit | Inuit
    metis | Métis | Métis
    no | None of these | Aucun`,
    { several: true, agreement: 'indigenous' },
  ),
  variable(
    'status | Status in the country | Statut au pays',
    { en: 'At the time of the exploitation.', fr: 'Au moment de l’exploitation.' },
    `citizen | Citizen | Citoyenneté | ctdc_2024 citizenship related
    permanent | Permanent resident | Résidence permanente
    worker | Temporary worker | Travail temporaire
    student | Student | Études
    visitor | Visitor | Visite
    claimant | Refugee or claimant | Personne réfugiée ou demandeuse d’asile
    none | No status | Sans statut`,
  ),
  variable(
    'came_by | How they came | Voie d’arrivée',
    {
      en: 'Who brought the person and the organization together.',
      fr: 'Qui a mis la personne en contact avec l’organisme.',
    },
    `self | By themselves | D’elle-même
    friend | Friend or family | Proches
    hotline | Hotline | Ligne d’aide
    service | Another service | Un autre service
    health | Health care | Soins de santé
    police | Police | Police
    border | Border or immigration officers | Services frontaliers ou d’immigration
    labour | Labour inspection | Inspection du travail
    school | School | École
    other | Other | Autre`,
  ),
  variable(
    'needed | Needs | Besoins',
    { en: 'What the person asked for.', fr: 'Ce que la personne a demandé.' },
    needs,
    { several: true },
  ),
  variable(
    'met | Needs met | Besoins comblés',
    {
      en: 'What of it they got, as they say or as the service says.',
      fr: 'Ce qu’elle a obtenu, selon elle ou selon le service.',
    },
    needs,
    { several: true },
  ),
]
