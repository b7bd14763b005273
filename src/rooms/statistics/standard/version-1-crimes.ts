import type { Variable } from './record.ts'
import { variable } from './write.ts'

const deciders = ['hotline', 'shelter', 'hospital', 'police', 'border', 'court', 'labour_inspector'] as const

/** What was done, how, to what end, and who says so. Act, means and purpose are those of the Palermo Protocol, Article 3. */
export const crimes: readonly Variable[] = [
  variable(
    'definition | Definition applied | Définition appliquée',
    {
      en: 'By which definition this was taken for trafficking, or might be. Definitions differ, and figures by one are not figures by another.',
      fr: 'La définition selon laquelle il s’agit de traite, ou pourrait s’agir. Les définitions diffèrent, et leurs chiffres aussi.',
    },
    `protocol | Palermo Protocol, Article 3 | Protocole de Palerme, article 3
    cc_279_01 | Criminal Code, s. 279.01 (trafficking in persons) | Code criminel, art. 279.01 (traite des personnes)
    cc_279_011 | Criminal Code, s. 279.011 (person under 18) | Code criminel, art. 279.011 (personne de moins de 18 ans)
    cc_279_02 | Criminal Code, s. 279.02 (material benefit) | Code criminel, art. 279.02 (avantage matériel)
    cc_279_03 | Criminal Code, s. 279.03 (documents withheld) | Code criminel, art. 279.03 (rétention de documents)
    irpa_118 | Immigration and Refugee Protection Act, s. 118 | Loi sur l’immigration et la protection des réfugiés, art. 118
    own | The organization’s own | Celle de l’organisme`,
  ),
  variable(
    'identification | How sure it is | Degré de certitude',
    {
      en: 'Suspected is not confirmed. What the person says of themselves stands beside what others decided, not below it.',
      fr: 'Présumé n’est pas confirmé. Ce que la personne dit d’elle-même figure à côté de ce que d’autres ont décidé, et non au-dessous.',
    },
    `self | The person says so | La personne le dit
    suspected | Suspected by somebody else | Présumé par quelqu’un d’autre | htcds_2 TraffickingStatus=Possible exact
    identified | Identified by whoever may identify | Reconnu par une instance habilitée | htcds_2 TraffickingStatus=Actual narrower; sdg_16_2_2 detected_victims narrower
    confirmed | Found by a court | Établi par un tribunal | htcds_2 TraffickingStatus=Actual narrower; sdg_16_2_2 detected_victims narrower
    not | Found not to be trafficking | Établi comme n’étant pas de la traite | htcds_2 TraffickingStatus=Not exact`,
  ),
  variable(
    'decided_by | Who decided that | Qui l’a décidé',
    { en: 'Whose judgement the line above is.', fr: 'De qui vient le jugement de la ligne précédente.' },
    `person | The person | La personne
    hotline | Hotline | Ligne d’aide
    service | Shelter or other service | Maison d’hébergement ou autre service
    health | Health care | Soins de santé
    police | Police | Police
    border | Border or immigration officers | Services frontaliers ou d’immigration
    labour | Labour inspection | Inspection du travail
    court | Court | Tribunal`,
  ),
  variable(
    'act | Act | Acte',
    {
      en: 'What was done to the person. Palermo Protocol, Article 3 (a); the last three are added by the Criminal Code.',
      fr: 'Ce qui a été fait à la personne. Protocole de Palerme, article 3 a); les trois derniers sont ajoutés par le Code criminel.',
    },
    `recruited | Recruited | Recrutement
    transported | Transported | Transport
    transferred | Transferred | Transfert
    harboured | Harboured | Hébergement
    received | Received | Accueil
    held | Held | Détention
    concealed | Concealed | Dissimulation
    controlled | Movements controlled, directed or influenced | Mouvements contrôlés, dirigés ou influencés`,
    { several: true, from: deciders },
  ),
  variable(
    'means | Means | Moyen',
    {
      en: 'How it was brought about. Palermo Protocol, Article 3 (a). For a child no means is required (Article 3 (c)): say so rather than leave it out.',
      fr: 'La façon dont on y est parvenu. Protocole de Palerme, article 3 a). Pour un enfant, aucun moyen n’est exigé (article 3 c)) : le dire plutôt que l’omettre.',
    },
    `threat | Threat | Menace
    force | Use of force | Recours à la force
    coercion | Other coercion | Autre contrainte
    abduction | Abduction | Enlèvement | ctdc_2021 isAbduction exact
    fraud | Fraud | Fraude
    deception | Deception | Tromperie
    abuse_of_power | Abuse of power | Abus d’autorité
    vulnerability | Abuse of a position of vulnerability | Abus d’une situation de vulnérabilité
    payment | Payment to somebody who controls the person | Paiement à une personne ayant autorité
    none_required | None required: a child | Aucun exigé : un enfant`,
    { several: true, from: deciders },
  ),
  variable(
    'exploitation | Form of exploitation | Forme d’exploitation',
    {
      en: 'To what end. Sex work by somebody’s own decision is not a form of exploitation and is never counted here.',
      fr: 'Le but visé. Le travail du sexe décidé par la personne n’est pas une forme d’exploitation et n’est jamais compté ici.',
    },
    `sexual | Sexual exploitation | Exploitation sexuelle | ctdc_2024 isSexualExploit; ctdc_2021 isSexualExploit
    labour | Forced labour | Travail forcé | ctdc_2024 isForcedLabour broader; ctdc_2021 isForcedLabour broader
    domestic | Domestic servitude | Servitude domestique | ctdc_2024 typeOfLabourDomesticWork related; ctdc_2021 typeOfLabourDomesticWork related
    marriage | Forced marriage | Mariage forcé | ctdc_2024 isOtherExploit broader; ctdc_2021 isForcedMarriage
    criminality | Forced criminality | Criminalité forcée | ctdc_2021 typeOfLabourIllicitActivities related
    begging | Forced begging | Mendicité forcée | ctdc_2021 typeOfLabourBegging
    child_labour | Child labour | Travail des enfants
    military | Forced military service | Service militaire forcé | ctdc_2024 isOtherExploit broader; ctdc_2021 isForcedMilitary
    surrogacy | Forced surrogacy | Gestation pour autrui forcée
    organs | Organ removal | Prélèvement d’organes | ctdc_2024 isOtherExploit broader; ctdc_2021 isOrganRemoval
    adoption | Fraudulent adoption | Adoption frauduleuse
    slavery | Slavery or practices like it | Esclavage ou pratiques analogues | ctdc_2021 isSlaveryAndPractices
    other | Other | Autre`,
    { several: true },
  ),
  variable(
    'control | Means of control | Moyens de contrôle',
    {
      en: 'How the person was held in it. Not the same as the means by which it was brought about.',
      fr: 'Ce qui a maintenu la personne dans la situation. Distinct du moyen par lequel on y est parvenu.',
    },
    `debt | Debt bondage | Servitude pour dettes | ctdc_2021 meansOfControlDebtBondage; ctdc_2024 meansDebtBondageEarnings broader; htcds_2 MethodsOfControlDebtBondage
    earnings | Earnings taken | Gains confisqués | ctdc_2021 meansOfControlTakesEarnings; ctdc_2024 meansDebtBondageEarnings broader; htcds_2 MethodsOfControlTakesEarnings
    finances | Access to money restricted | Accès à l’argent restreint | ctdc_2021 meansOfControlRestrictsFinancialAccess; ctdc_2024 meansDenyBasicNeeds broader; htcds_2 MethodsOfControlRestrictsFinancialAccess
    threats | Threats | Menaces | ctdc_2021 meansOfControlThreats; ctdc_2024 meansThreats broader; htcds_2 MethodsOfControlThreats
    psychological | Psychological abuse | Violence psychologique | ctdc_2021 meansOfControlPsychologicalAbuse; ctdc_2024 meansAbusePsyPhySex broader; htcds_2 MethodsOfControlPsychologicalAbuse
    physical | Physical abuse | Violence physique | ctdc_2021 meansOfControlPhysicalAbuse; ctdc_2024 meansAbusePsyPhySex broader; htcds_2 MethodsOfControlPhysicalAbuse
    sexual | Sexual abuse | Violence sexuelle | ctdc_2021 meansOfControlSexualAbuse; ctdc_2024 meansAbusePsyPhySex broader; htcds_2 MethodsOfControlSexualAbuse
    promises | False promises | Fausses promesses | ctdc_2021 meansOfControlFalsePromises; ctdc_2024 meansFalsePromises; htcds_2 MethodsOfControlFalsePromises
    substances | Drugs or alcohol | Drogue ou alcool | ctdc_2021 meansOfControlPsychoactiveSubstances; ctdc_2024 meansDrugsAlcohol; htcds_2 MethodsOfControlPsychoactiveSubstances
    movement | Movement restricted | Déplacements restreints | ctdc_2021 meansOfControlRestrictsMovement; ctdc_2024 meansDenyBasicNeeds broader; htcds_2 MethodsOfControlRestrictsMovement
    medical | Medical care restricted | Soins restreints | ctdc_2021 meansOfControlRestrictsMedicalCare; ctdc_2024 meansDenyBasicNeeds broader; htcds_2 MethodsOfControlRestrictsMedicalCare
    hours | Excessive working hours | Heures de travail excessives | ctdc_2021 meansOfControlExcessiveWorkingHours; ctdc_2024 meansExcessiveWorkHours; htcds_2 MethodsOfControlExcessiveWorkingHours
    children | Children used against them | Enfants utilisés contre la personne | ctdc_2021 meansOfControlUsesChildren; ctdc_2024 meansThreats broader; htcds_2 MethodsOfControlUsesChildren
    law | Threat of police or border officers | Menace de la police ou des frontières | ctdc_2021 meansOfControlThreatOfLawEnforcement; ctdc_2024 meansThreats broader; htcds_2 MethodsOfControlThreatOfLawEnforcement
    necessities | Necessities withheld | Nécessités refusées | ctdc_2021 meansOfControlWithholdsNecessities; ctdc_2024 meansDenyBasicNeeds broader; htcds_2 MethodsOfControlWithholdsNecessities
    documents | Documents withheld | Documents confisqués | ctdc_2021 meansOfControlWithholdsDocuments; ctdc_2024 meansWithholdDocs; htcds_2 MethodsOfControlWithholdsDocuments
    images | Images held or published | Images détenues ou publiées | htcds_2 MethodsOfControlOther broader
    other | Other | Autre | ctdc_2021 meansOfControlOther broader; htcds_2 MethodsOfControlOther broader`,
    { several: true },
  ),
  variable(
    'sector | Sector of the work | Secteur du travail',
    {
      en: 'Two digits of the North American Industry Classification (NAICS Canada 2022), where there was work.',
      fr: 'Deux chiffres du Système de classification des industries de l’Amérique du Nord (SCIAN Canada 2022), s’il y a eu travail.',
    },
    `11 | Agriculture, forestry, fishing | Agriculture, foresterie, pêche | ctdc_2024 typeOfLabourAgriculture related
    21 | Mining, oil and gas | Mines, pétrole et gaz | ctdc_2021 typeOfLabourMiningOrDrilling related
    23 | Construction | Construction | ctdc_2024 typeOfLabourConstruction
    31-33 | Manufacturing | Fabrication | ctdc_2021 typeOfLabourManufacturing
    44-45 | Retail | Commerce de détail
    48-49 | Transport and storage | Transport et entreposage | ctdc_2021 typeOfLabourTransportation related
    56 | Cleaning, landscaping, other support | Nettoyage, aménagement paysager, autre soutien
    62 | Care and social work | Soins et assistance sociale
    72 | Hotels and restaurants | Hébergement et restauration | ctdc_2024 typeOfLabourHospitality
    81 | Private households and personal services | Ménages privés et services personnels | ctdc_2024 typeOfLabourDomesticWork related
    other | Another sector | Un autre secteur | ctdc_2021 typeOfLabourOther broader`,
  ),
  variable(
    'duration | How long it lasted | Durée',
    { en: 'From its beginning to the first contact.', fr: 'Du début au premier contact.' },
    `0-3 | Up to 3 months | Jusqu’à 3 mois | ctdc_2024 traffickMonths=0--12 broader
    4-12 | 4 to 12 months | De 4 à 12 mois | ctdc_2024 traffickMonths=0--12 broader
    13-24 | 13 to 24 months | De 13 à 24 mois | ctdc_2024 traffickMonths=13--24
    25+ | More than 24 months | Plus de 24 mois | ctdc_2024 traffickMonths=25+`,
  ),
  variable(
    'movement | Movement | Déplacement',
    {
      en: 'The farthest that the person was moved. None is needed for it to be trafficking.',
      fr: 'Le plus loin où la personne a été déplacée. Aucun déplacement n’est nécessaire pour qu’il y ait traite.',
    },
    `none | None | Aucun
    town | Within a town or region | Dans une ville ou une région
    province | Within a province | Dans une province
    provinces | Between provinces | Entre provinces
    border | Across the border | À travers la frontière`,
  ),
  variable(
    'recruiter | Who recruited | Qui a recruté',
    { en: 'What the recruiter was to the person.', fr: 'Ce que la personne qui a recruté était pour elle.' },
    `partner | Intimate partner | Partenaire intime | ctdc_2024 recruiterRelationIntimatePartner; ctdc_2021 recruiterRelationIntimatePartner
    friend | Friend | Ami ou amie | ctdc_2024 recruiterRelationFriend; ctdc_2021 recruiterRelationFriend
    family | Family | Famille | ctdc_2024 recruiterRelationFamily; ctdc_2021 recruiterRelationFamily
    employer | Employer or agency | Employeur ou agence | ctdc_2024 recruiterRelationOther broader; ctdc_2021 recruiterRelationOther broader
    online | Somebody known online only | Quelqu’un connu en ligne seulement | ctdc_2024 recruiterRelationOther broader
    stranger | Stranger | Inconnu | ctdc_2024 recruiterRelationOther broader
    other | Other | Autre | ctdc_2024 recruiterRelationOther broader`,
    { several: true },
  ),
  variable(
    'police | Reported to police | Signalé à la police',
    {
      en: 'By anybody. Counts neither for nor against the person.',
      fr: 'Par quiconque. Ne compte ni pour ni contre la personne.',
    },
    `yes | Yes | Oui
    no | No | Non`,
  ),
]
