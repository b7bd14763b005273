import {
  everyGender,
  dayAndNight,
  everyDay,
  hiddenPlace,
  hours,
  organisation,
  phone,
  place,
  serves,
  speaks,
  weekdays,
} from './invented-parts.ts'

const lantern = organisation(
  'lantern',
  'Harbour Lantern House',
  'Beds and support for people who have to leave quickly.',
)
const northgate = organisation(
  'northgate',
  'Northgate Rooms',
  'Rooms for young people and adults without a safe home.',
)
const lakesteps = organisation('lakesteps', 'Lakesteps Homes', 'Second-stage homes in and around Kingston.')
const stonemill = organisation('stonemill', 'Stonemill Recovery', 'Help with alcohol and drugs.')

/** Where one can sleep, and where one can get well. */
export const servicesToShelter: readonly object[] = [
  {
    id: 'lantern-night',
    organization: lantern,
    name: 'Lantern safe beds',
    description:
      'Eight safe beds for women, trans and non-binary people who are being exploited or are running from someone. Someone is awake all night. No police report and no papers needed.',
    status: 'active',
    eligibility_description: 'Women, trans and non-binary people; children may come along',
    minimum_age: 16,
    assured_date: '2026-09-14',
    application_process: 'Call at any hour; staff tell you where to meet.',
    fees_description: 'Free',
    phones: [phone('613-555-0101', 'Night desk, day and night')],
    languages: speaks('fr', 'en', 'ar'),
    schedules: hours([everyDay, '17:00', '09:00']),
    service_at_locations: [hiddenPlace('lantern-night', 'Kingston', '17 Wrenfield Lane, unit 4')],
    service_areas: serves('Kingston', 'Frontenac'),
    northline: {
      takes: ['women', 'trans', 'nonbinary', 'children', 'no_id', 'no_status', 'no_referral'],
      refuses: ['men'],
      needs: ['safe_bed'],
      sharing: 'if_you_ask',
      sharing_text: 'A child in danger is the one exception; staff say so first.',
      bring: 'Nothing is needed. Medicine and a charger, if you have them.',
      texts: [
        {
          locale: 'fr',
          name: 'Lits sûrs de la Lanterne',
          summary:
            'Huit lits sûrs pour les femmes et les personnes trans et non binaires qui sont exploitées ou qui fuient quelqu’un. Quelqu’un veille toute la nuit. Ni plainte à la police ni papiers exigés.',
          for_whom: 'Femmes, personnes trans et non binaires; les enfants peuvent venir',
          bring: 'Rien d’obligatoire. Médicaments et chargeur, si vous les avez.',
          cost: 'Gratuit',
          how_to_apply: 'Appelez à toute heure; on vous dira où aller.',
          sharing_text: 'Seule exception : un enfant en danger; on vous le dit d’abord.',
        },
        {
          locale: 'ar',
          name: 'أسرّة آمنة في بيت الفانوس',
          summary:
            'ثمانية أسرّة آمنة للنساء وللمتحولين وغير الثنائيين ممن يتعرضون للاستغلال أو يهربون من شخص ما. هناك من يسهر طوال الليل. لا حاجة إلى بلاغ للشرطة ولا إلى أوراق.',
          for_whom: 'النساء والمتحولون وغير الثنائيين، ويمكن اصطحاب الأطفال',
          bring: 'لا شيء مطلوب. الدواء والشاحن إن كانا معك.',
          cost: 'مجاني',
          how_to_apply: 'اتصل في أي ساعة، وسيخبرونك أين تلتقون.',
          sharing_text: 'الاستثناء الوحيد طفل في خطر، ويخبرونك بذلك أولًا.',
        },
      ],
    },
  },
  {
    id: 'lantern-day',
    organization: lantern,
    name: 'Lantern day room',
    description: 'Coffee, showers, laundry and someone to talk to. A worker helps you plan the next step.',
    status: 'active',
    phones: [phone('613-555-0102')],
    languages: speaks('en', 'fr'),
    schedules: hours([weekdays, '09:00', '16:00']),
    service_at_locations: [place('lantern-day', 'Kingston', '205 Invented Street', 0.4)],
    northline: {
      needs: ['crisis_line', 'food', 'counselling'],
      sharing: 'if_you_ask',
      texts: [
        {
          locale: 'fr',
          name: 'Salle de jour de la Lanterne',
          summary:
            'Café, douches, lessive et quelqu’un à qui parler. Une intervenante vous aide à préparer la suite.',
        },
        {
          locale: 'ar',
          name: 'غرفة النهار في بيت الفانوس',
          summary: 'قهوة واستحمام وغسيل وشخص تتحدث إليه. تساعدك عاملة في التخطيط للخطوة التالية.',
        },
      ],
    },
  },
  {
    id: 'northgate-youth',
    organization: northgate,
    name: 'Northgate youth beds',
    description:
      'Emergency beds for young people. Parents are not told unless you want it or the law says so.',
    status: 'active',
    minimum_age: 16,
    maximum_age: 24,
    phones: [phone('613-555-0103')],
    languages: speaks('en'),
    schedules: dayAndNight,
    service_at_locations: [place('northgate-youth', 'Kingston', '88 Make-Believe Road', 1.2)],
    northline: {
      takes: [...everyGender, 'no_id', 'no_referral'],
      refuses: ['children'],
      needs: ['safe_bed'],
      sharing: 'yes',
      sharing_text: 'Must tell child protection about anyone under 16 in danger.',
      texts: [
        {
          locale: 'fr',
          name: 'Lits pour jeunes Northgate',
          summary:
            'Lits d’urgence pour les jeunes. Les parents ne sont avertis que si vous le voulez ou si la loi l’exige.',
        },
      ],
    },
  },
  {
    id: 'northgate-men',
    organization: northgate,
    name: 'Northgate shelter for men',
    description: 'Twenty emergency beds for men, with a locker each.',
    status: 'active',
    minimum_age: 18,
    phones: [phone('613-555-0104')],
    schedules: hours([everyDay, '18:00', '08:00']),
    service_at_locations: [place('northgate-men', 'Belleville', '3 Imaginary Avenue')],
    northline: {
      takes: ['men', 'using', 'no_referral'],
      refuses: ['women', 'children'],
      needs: ['safe_bed'],
      texts: [
        {
          locale: 'fr',
          name: 'Refuge Northgate pour hommes',
          summary: 'Vingt lits d’urgence pour hommes, chacun avec un casier.',
        },
      ],
    },
  },
  {
    id: 'northgate-motel',
    organization: northgate,
    name: 'Motel nights',
    description:
      'Up to three nights in a motel when every shelter bed is full, for anyone who is not safe where they are.',
    status: 'active',
    phones: [phone('613-555-0105', 'Ask for motel nights')],
    languages: speaks('en', 'es'),
    service_areas: serves('Kingston', 'Napanee', 'Gananoque'),
    northline: {
      takes: [...everyGender, 'children', 'pets', 'no_status'],
      needs: ['safe_bed', 'money'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Nuits au motel',
          summary: 'Jusqu’à trois nuits au motel quand tous les refuges sont pleins.',
        },
      ],
    },
  },
  {
    id: 'rural-rooms',
    organization: organisation('pinepoint', 'Pine Point Rooms', 'Rooms in the country north of Kingston.'),
    name: 'Pine Point safe rooms',
    description: 'Two safe rooms far from town. Someone comes to get you.',
    status: 'active',
    phones: [phone('613-555-0106')],
    languages: speaks('en'),
    schedules: dayAndNight,
    service_at_locations: [hiddenPlace('rural-rooms', 'Sharbot Lake', '940 Fabled Shore Road')],
    service_areas: serves('Frontenac', 'Sharbot Lake'),
    northline: {
      takes: ['women', 'children', 'pets'],
      modes: ['in_person', 'outreach'],
      needs: ['safe_bed', 'ride'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Chambres sûres de Pine Point',
          summary: 'Deux chambres sûres loin de la ville. On vient vous chercher.',
        },
      ],
    },
  },
  {
    id: 'lakesteps-second',
    organization: lakesteps,
    name: 'Second-stage homes',
    description: 'Furnished homes for six to eighteen months after a shelter, with a worker who visits.',
    status: 'active',
    minimum_age: 18,
    phones: [phone('613-555-0107')],
    languages: speaks('en', 'fr'),
    schedules: hours([weekdays, '09:00', '17:00']),
    service_at_locations: [place('lakesteps-second', 'Kingston', '12 Pretend Place', 2)],
    northline: {
      takes: ['women', 'trans', 'nonbinary', 'children'],
      needs: ['housing'],
      sharing: 'if_you_ask',
      texts: [
        {
          locale: 'fr',
          name: 'Maisons de deuxième étape',
          summary:
            'Logements meublés pour six à dix-huit mois après un refuge, avec les visites d’une intervenante.',
        },
        {
          locale: 'ar',
          name: 'بيوت المرحلة الثانية',
          summary: 'مساكن مفروشة من ستة أشهر إلى ثمانية عشر شهرًا بعد الملجأ، مع زيارات من عاملة دعم.',
        },
      ],
    },
  },
  {
    id: 'lakesteps-rent',
    organization: lakesteps,
    name: 'First rent fund',
    description: 'Pays the first and last month of rent when you move out of a shelter.',
    status: 'active',
    phones: [phone('613-555-0108')],
    languages: speaks('en'),
    schedules: hours(['TU,TH', '10:00', '15:00']),
    service_areas: serves('Kingston', 'Frontenac', 'Lennox and Addington'),
    northline: {
      needs: ['money', 'housing'],
      sharing: 'no',
      bring: 'The lease, or the name of the landlord',
    },
  },
  {
    id: 'stonemill-detox',
    organization: stonemill,
    name: 'Stonemill withdrawal beds',
    description: 'Detox with nurses, day and night. You can come drunk or high. Usually five to seven days.',
    status: 'active',
    minimum_age: 16,
    phones: [phone('613-555-0109', 'Intake, day and night')],
    languages: speaks('en', 'fr'),
    schedules: dayAndNight,
    service_at_locations: [place('stonemill-detox', 'Kingston', '41 Fictional Crescent', 1.6)],
    northline: {
      takes: [...everyGender, 'using', 'no_referral'],
      needs: ['detox'],
      sharing: 'no',
      bring: 'Your medicine in its bottles. A phone is kept for you during the first two days.',
      texts: [
        {
          locale: 'fr',
          name: 'Lits de sevrage Stonemill',
          summary:
            'Désintoxication avec du personnel infirmier, jour et nuit. Vous pouvez venir en ayant consommé.',
          bring:
            'Vos médicaments dans leurs flacons. Le téléphone est gardé pour vous les deux premiers jours.',
        },
        {
          locale: 'ar',
          name: 'أسرّة إزالة السموم في ستونميل',
          summary: 'إزالة السموم بإشراف ممرضين ليلًا ونهارًا. يمكنك القدوم وأنت تحت التأثير.',
        },
      ],
    },
  },
  {
    id: 'stonemill-day',
    organization: stonemill,
    name: 'Stonemill day programme',
    description: 'Groups and counselling for people who use drugs or alcohol, at your pace.',
    status: 'active',
    phones: [phone('613-555-0110')],
    languages: speaks('en'),
    schedules: hours([weekdays, '10:00', '18:00'], ['SA', '10:00', '14:00']),
    service_at_locations: [place('stonemill-day', 'Napanee', '7 Storybook Street')],
    northline: { takes: [...everyGender, 'using'], needs: ['detox', 'counselling'], sharing: 'no' },
  },
]
