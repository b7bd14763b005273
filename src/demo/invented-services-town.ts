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

const quayside = organisation(
  'quayside',
  'Quayside Legal Clinic',
  'Free lawyers for people who were exploited.',
)
const cedar = organisation(
  'cedar',
  'Cedar Fire Circle',
  'Led by Indigenous women of the region, as the invented people say of themselves.',
)
const redthread = organisation('redthread', 'Red Thread', 'Run by and for people who do or did sex work.')
const limestone = organisation('limestone', 'Limestone Door Health', 'A community health centre.')

/** What there is by day, in the towns. */
export const servicesInTown: readonly object[] = [
  {
    id: 'quayside-legal',
    organization: quayside,
    name: 'Legal help for exploited people',
    description:
      'A lawyer talks with you before you decide anything: about papers, wages, children, charges, or nothing but what could happen next.',
    status: 'active',
    assured_date: '2026-10-02',
    application_process: 'Call, or walk in on Wednesdays.',
    fees_description: 'Free',
    phones: [phone('613-555-0120'), phone('613-555-0121', 'Texts are read by staff only', 'text')],
    languages: speaks('en', 'fr', 'es'),
    interpretation_services: 'Interpreters by phone in most languages',
    schedules: hours([weekdays, '09:00', '17:00'], ['WE', '17:00', '20:00']),
    service_at_locations: [place('quayside-legal', 'Kingston', '30 Paper Quay', 0.2)],
    service_areas: serves('Kingston', 'Ontario'),
    northline: {
      takes: [...everyGender, 'no_status', 'no_id', 'no_police_report'],
      needs: ['legal_aid', 'immigration', 'work_rights'],
      sharing: 'no',
      sharing_text: 'What you tell a lawyer stays with the lawyer.',
      bring: 'Any letter you have. Nothing is needed for the first talk.',
      texts: [
        {
          locale: 'fr',
          name: 'Aide juridique aux personnes exploitées',
          summary:
            'Une avocate ou un avocat vous parle avant toute décision : papiers, salaire, enfants, accusations, ou simplement ce qui peut arriver ensuite.',
          bring: 'Les lettres que vous avez. Rien n’est exigé pour un premier entretien.',
          cost: 'Gratuit',
          how_to_apply: 'Appelez, ou venez sans rendez-vous le mercredi.',
          sharing_text: 'Ce que vous dites à une avocate reste avec elle.',
        },
        {
          locale: 'ar',
          name: 'مساعدة قانونية لمن تعرّض للاستغلال',
          summary:
            'يتحدث معك محامٍ قبل أن تقرر أي شيء: الأوراق أو الأجور أو الأطفال أو التهم، أو ما قد يحدث لاحقًا فحسب.',
          bring: 'أي رسالة لديك. لا شيء مطلوب للقاء الأول.',
          cost: 'مجاني',
          how_to_apply: 'اتصل، أو احضر دون موعد يوم الأربعاء.',
          sharing_text: 'ما تقوله للمحامي يبقى عنده.',
        },
      ],
    },
  },
  {
    id: 'quayside-papers',
    organization: quayside,
    name: 'Papers desk',
    description:
      'Helps replace a passport, birth certificate, health card or permit that was taken from you. Pays the fees.',
    status: 'active',
    phones: [phone('613-555-0122')],
    languages: speaks('en', 'fr', 'es', 'tl'),
    schedules: hours(['MO,WE', '13:00', '17:00']),
    service_at_locations: [place('quayside-papers', 'Kingston', '30 Paper Quay', 0.2)],
    northline: {
      takes: [...everyGender, 'no_id'],
      needs: ['papers', 'immigration'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Guichet des papiers',
          summary:
            'Aide à remplacer un passeport, un acte de naissance, une carte santé ou un permis qu’on vous a pris. Les frais sont payés.',
        },
        {
          locale: 'ar',
          name: 'مكتب الأوراق',
          summary:
            'يساعد في استبدال جواز السفر أو شهادة الميلاد أو البطاقة الصحية أو التصريح الذي أُخذ منك، ويدفع الرسوم.',
        },
      ],
    },
  },
  {
    id: 'quayside-work',
    organization: organisation(
      'fieldhands',
      'Field and Hand',
      'For people who work on farms, in homes and in kitchens.',
    ),
    name: 'Wages and work rights',
    description:
      'What your boss owes you, who keeps your passport, how to change employers. Comes to farms on Sundays.',
    status: 'active',
    phones: [phone('613-555-0123')],
    languages: speaks('es', 'en', 'tl', 'pt'),
    schedules: hours(['SU', '12:00', '18:00'], ['TU', '18:00', '21:00']),
    service_areas: serves('Ontario'),
    northline: {
      takes: [...everyGender, 'no_status'],
      needs: ['work_rights', 'legal_aid'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Salaires et droits au travail',
          summary:
            'Ce que votre patron vous doit, qui garde votre passeport, comment changer d’employeur. Visite les fermes le dimanche.',
        },
      ],
    },
  },
  {
    id: 'cedar-circle',
    organization: cedar,
    name: 'Sharing circle and Elder visits',
    description:
      'Indigenous-led. A circle each week, an Elder to sit with, medicines, and help to find family. Everyone who is First Nations, Inuit or Métis is welcome; say it in your own words.',
    status: 'active',
    phones: [phone('613-555-0124')],
    languages: speaks('en', 'oj', 'moh'),
    schedules: hours(['TH', '17:00', '21:00'], ['SA', '11:00', '15:00']),
    service_at_locations: [place('cedar-circle', 'Kingston', '5 Sweetgrass Walk', 2.4)],
    northline: {
      only_for: ['indigenous'],
      takes: [...everyGender],
      needs: ['counselling', 'peer_support'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Cercle de partage et visites d’Aînées',
          summary:
            'Dirigé par des femmes autochtones. Un cercle chaque semaine, une Aînée à vos côtés, des médecines, et de l’aide pour retrouver les vôtres.',
        },
      ],
    },
  },
  {
    id: 'cedar-lodge',
    organization: cedar,
    name: 'Healing lodge stays',
    description: 'Indigenous-led stays of two weeks on the land, with children welcome.',
    status: 'active',
    phones: [phone('613-555-0125')],
    languages: speaks('en', 'oj'),
    service_at_locations: [place('cedar-lodge', 'Sharbot Lake', '2 Birch Legend Road', 3)],
    northline: {
      only_for: ['indigenous'],
      takes: [...everyGender],
      needs: ['counselling', 'housing'],
      sharing: 'no',
      bring: 'Warm clothes',
    },
  },
  {
    id: 'redthread-dropin',
    organization: redthread,
    name: 'Red Thread drop-in',
    description:
      'Peer support led by sex workers: food, supplies, a bad-date list, someone who knows. Nobody tries to change you.',
    status: 'active',
    phones: [phone('613-555-0126', 'Call or text')],
    languages: speaks('en', 'fr'),
    schedules: hours(['MO,WE,FR', '19:00', '01:00']),
    service_at_locations: [place('redthread-dropin', 'Kingston', '66 Imaginary Avenue', 0.8)],
    northline: {
      takes: [...everyGender, 'using', 'no_id'],
      needs: ['peer_support', 'food', 'health_care'],
      sharing: 'no',
      sharing_text: 'Never, about anyone.',
      texts: [
        {
          locale: 'fr',
          name: 'Halte Fil rouge',
          summary:
            'Soutien par les pairs, mené par des travailleuses du sexe : repas, matériel, liste de mauvais clients, quelqu’un qui sait. Personne n’essaie de vous changer.',
          sharing_text: 'Jamais, au sujet de personne.',
        },
        {
          locale: 'ar',
          name: 'ملتقى الخيط الأحمر',
          summary: 'دعم من نظراء عاملين في الجنس: طعام ومستلزمات وشخص يفهم. لا أحد يحاول تغييرك.',
          sharing_text: 'أبدًا، وعن أي شخص.',
        },
      ],
    },
  },
  {
    id: 'limestone-clinic',
    organization: limestone,
    name: 'Walk-in health clinic',
    description:
      'Nurses and doctors without appointment and without a health card. Wounds, pregnancy, infections, teeth that hurt.',
    status: 'active',
    phones: [phone('613-555-0127')],
    languages: speaks('en', 'fr', 'ar', 'pa'),
    schedules: hours([weekdays, '08:30', '20:00'], ['SA', '09:00', '13:00']),
    service_at_locations: [place('limestone-clinic', 'Kingston', '150 Invented Street', 0.6)],
    northline: {
      takes: [...everyGender, 'no_id', 'no_status', 'using', 'no_referral'],
      needs: ['health_care'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Clinique sans rendez-vous',
          summary:
            'Infirmières et médecins, sans rendez-vous ni carte santé. Blessures, grossesse, infections, mal de dents.',
        },
        {
          locale: 'ar',
          name: 'عيادة دون موعد',
          summary: 'ممرضون وأطباء دون موعد ودون بطاقة صحية. جروح وحمل والتهابات وألم أسنان.',
        },
      ],
    },
  },
  {
    id: 'limestone-assault',
    organization: limestone,
    name: 'Sexual assault care room',
    description: 'Care after a sexual assault, day and night, with or without police. You decide each step.',
    status: 'active',
    phones: [phone('613-555-0128', 'Day and night')],
    languages: speaks('en', 'fr'),
    interpretation_services: 'Interpreters by phone',
    schedules: hours([everyDay, '00:00', '24:00']),
    service_at_locations: [place('limestone-assault', 'Kingston', '150 Invented Street', 0.6)],
    northline: {
      takes: [...everyGender, 'no_police_report', 'no_id'],
      needs: ['assault_care', 'health_care'],
      sharing: 'if_you_ask',
      texts: [
        {
          locale: 'fr',
          name: 'Salle de soins après agression',
          summary:
            'Soins après une agression sexuelle, jour et nuit, avec ou sans police. Vous décidez de chaque étape.',
        },
      ],
    },
  },
  {
    id: 'limestone-tattoo',
    organization: limestone,
    name: 'Tattoo removal and cover-up',
    description: 'Removes or covers tattoos and brands that someone put on you. No questions about how.',
    status: 'active',
    phones: [phone('613-555-0129')],
    languages: speaks('en'),
    schedules: [
      { freq: 'MONTHLY', byday: '2TU', dtstart: '2026-01-13', opens_at: '13:00', closes_at: '17:00' },
    ],
    service_at_locations: [place('limestone-tattoo', 'Kingston', '150 Invented Street', 0.6)],
    northline: {
      needs: ['tattoo_removal'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Retrait et recouvrement de tatouages',
          summary:
            'Enlève ou recouvre les tatouages et marques qu’on vous a imposés. Aucune question sur leur origine.',
        },
      ],
    },
  },
  {
    id: 'limestone-counsel',
    organization: limestone,
    name: 'Trauma counselling',
    description: 'Counselling by people who know what trafficking does. In person or by video.',
    status: 'active',
    wait_time: 'Two weeks',
    phones: [phone('613-555-0130')],
    languages: speaks('en', 'fr', 'ase'),
    schedules: hours([weekdays, '09:00', '17:00']),
    service_at_locations: [place('limestone-counsel', 'Brockville', '21 Fable Court')],
    northline: {
      needs: ['counselling'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Soutien psychologique après un trauma',
          summary: 'Par des personnes qui savent ce que fait la traite. Sur place ou par vidéo.',
        },
      ],
    },
  },
]
