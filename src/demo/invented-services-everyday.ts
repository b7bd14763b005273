import {
  everyGender,
  everyDay,
  hours,
  organisation,
  phone,
  place,
  serves,
  speaks,
  weekdays,
} from './invented-parts.ts'

const bridges = organisation('bridges', 'Five Bridges Newcomers', 'Help for people who are new to Canada.')
const millstreet = organisation('millstreet', 'Mill Lane Pantry', 'Food, clothes and small money.')

/** What helps on most days: food, rides, childcare, settling in. */
export const everydayServices: readonly object[] = [
  {
    id: 'bridges-settle',
    organization: bridges,
    name: 'Settlement desk',
    description:
      'Permits, school, work, a first apartment. For anyone without Canadian papers, whatever their status.',
    status: 'active',
    phones: [phone('613-555-0131')],
    languages: speaks('en', 'fr', 'ar', 'es', 'zh', 'uk', 'pa', 'tl'),
    schedules: hours([weekdays, '09:00', '16:30']),
    service_at_locations: [place('bridges-settle', 'Kingston', '77 Make-Believe Road', 1.2)],
    northline: {
      takes: [...everyGender, 'newcomers', 'no_status'],
      needs: ['immigration', 'housing'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Guichet d’établissement',
          summary:
            'Permis, école, travail, premier logement. Pour toute personne sans papiers canadiens, quel que soit son statut.',
        },
        {
          locale: 'ar',
          name: 'مكتب الاستقرار',
          summary: 'تصاريح ومدرسة وعمل وأول مسكن. لكل من ليس لديه أوراق كندية مهما كان وضعه.',
        },
      ],
    },
  },
  {
    id: 'bridges-care',
    organization: bridges,
    name: 'Childcare while you meet someone',
    description: 'Free childcare for the hours of an appointment. Children from three months to ten years.',
    status: 'active',
    phones: [phone('613-555-0132')],
    languages: speaks('en', 'ar'),
    schedules: hours([weekdays, '09:00', '16:30']),
    service_at_locations: [place('bridges-care', 'Kingston', '77 Make-Believe Road', 1.2)],
    northline: {
      needs: ['childcare'],
      texts: [
        {
          locale: 'fr',
          name: 'Garde d’enfants pendant un rendez-vous',
          summary: 'Garde gratuite pendant un rendez-vous, de trois mois à dix ans.',
        },
      ],
    },
  },
  {
    id: 'millstreet-food',
    organization: millstreet,
    name: 'Food bank and hot meals',
    description: 'A bag of food once a week, a hot meal each evening. No papers asked.',
    status: 'active',
    phones: [phone('613-555-0133')],
    schedules: hours([everyDay, '16:00', '19:00']),
    service_at_locations: [place('millstreet-food', 'Kingston', '9 Mill Lane', 0.3)],
    northline: {
      takes: [...everyGender, 'children', 'no_id', 'no_status'],
      needs: ['food'],
      texts: [
        {
          locale: 'fr',
          name: 'Banque alimentaire et repas chauds',
          summary: 'Un sac de nourriture par semaine, un repas chaud chaque soir. Aucun papier demandé.',
        },
      ],
    },
  },
  {
    id: 'millstreet-ride',
    organization: millstreet,
    name: 'Ride fund',
    description: 'Pays a bus, a train or a taxi to a safe place, the same day.',
    status: 'active',
    phones: [phone('613-555-0134')],
    languages: speaks('en', 'fr'),
    schedules: hours([everyDay, '08:00', '22:00']),
    service_areas: serves('Ontario'),
    northline: {
      takes: [...everyGender, 'children', 'pets'],
      needs: ['ride', 'money'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Fonds de transport',
          summary: 'Paie l’autobus, le train ou le taxi vers un lieu sûr, le jour même.',
        },
        {
          locale: 'ar',
          name: 'صندوق النقل',
          summary: 'يدفع ثمن الحافلة أو القطار أو سيارة الأجرة إلى مكان آمن في اليوم نفسه.',
        },
      ],
    },
  },
]
