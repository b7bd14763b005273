import {
  dayAndNight,
  everyDay,
  hours,
  organisation,
  phone,
  serves,
  speaks,
  weekdays,
} from './invented-parts.ts'

/** What comes by phone or over the web, wherever one is. */
export const servicesOnThePhone: readonly object[] = [
  {
    id: 'listen-line',
    organization: organisation('longnight', 'Long Night Line', 'People who listen, at any hour.'),
    name: 'Long Night listening line',
    description: 'Someone to talk to, day and night, about anything. They do not trace calls.',
    status: 'active',
    phones: [phone('1-800-555-0150'), phone('1-800-555-0151', 'By text', 'text')],
    languages: speaks('en', 'fr'),
    interpretation_services: 'Interpreters in a hundred languages, within minutes',
    schedules: dayAndNight,
    service_areas: serves('Canada'),
    northline: {
      needs: ['crisis_line', 'counselling'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Ligne d’écoute de la Longue nuit',
          summary: 'Quelqu’un à qui parler, jour et nuit, de tout. Les appels ne sont pas retracés.',
        },
        {
          locale: 'ar',
          name: 'خط الإصغاء «الليل الطويل»',
          summary: 'شخص تتحدث إليه ليلًا ونهارًا عن أي شيء. لا تُتتبع المكالمات.',
        },
      ],
    },
  },
  {
    id: 'young-line',
    organization: organisation('kite', 'Kite Line', 'For children and young people.'),
    name: 'Kite line for young people',
    description: 'Talk or text with someone who is there only for people under 20.',
    status: 'active',
    maximum_age: 19,
    phones: [phone('1-800-555-0152'), phone('1-800-555-0153', 'By text', 'text')],
    languages: speaks('en', 'fr'),
    schedules: hours([everyDay, '15:00', '02:00']),
    service_areas: serves('Canada'),
    northline: {
      needs: ['crisis_line'],
      sharing: 'yes',
      sharing_text: 'Must tell child protection when someone under 16 is in danger.',
      texts: [
        {
          locale: 'fr',
          name: 'Ligne Cerf-volant pour les jeunes',
          summary: 'Parlez ou textez avec quelqu’un qui est là seulement pour les moins de 20 ans.',
        },
      ],
    },
  },
  {
    id: 'takedown',
    organization: organisation('clearwater', 'Clear Water Web', 'Gets images off the web.'),
    name: 'Image take-down',
    description:
      'Finds intimate images of you and has them taken down. You need not look at them again, nor say your name.',
    status: 'active',
    url: 'https://takedown.example',
    phones: [phone('1-800-555-0154')],
    languages: speaks('en', 'fr', 'es'),
    schedules: hours([weekdays, '08:00', '20:00']),
    service_areas: serves('Canada'),
    northline: {
      needs: ['image_removal'],
      sharing: 'if_you_ask',
      bring: 'A link or a screenshot, if you have one',
      texts: [
        {
          locale: 'fr',
          name: 'Retrait d’images',
          summary:
            'Trouve des images intimes de vous et les fait retirer. Vous n’avez ni à les revoir ni à dire votre nom.',
        },
        {
          locale: 'ar',
          name: 'إزالة الصور',
          summary: 'يبحث عن صورك الحميمة ويعمل على إزالتها. لا تحتاج إلى رؤيتها ثانية ولا إلى ذكر اسمك.',
        },
      ],
    },
  },
  {
    id: 'status-line',
    organization: organisation('openpermit', 'Open Permit Project', 'Immigration advice by phone.'),
    name: 'Permit advice line',
    description: 'Advice on permits for people who were exploited, by phone, before you meet any officer.',
    status: 'active',
    phones: [phone('1-800-555-0155')],
    languages: speaks('en', 'fr', 'es', 'ar', 'zh', 'pa', 'tl'),
    schedules: hours([weekdays, '10:00', '18:00']),
    service_areas: serves('Canada'),
    northline: {
      needs: ['immigration', 'legal_aid'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Ligne-conseil sur les permis',
          summary:
            'Conseils par téléphone sur les permis pour les personnes exploitées, avant de rencontrer un agent.',
        },
        {
          locale: 'ar',
          name: 'خط المشورة بشأن التصاريح',
          summary: 'مشورة هاتفية بشأن تصاريح من تعرّضوا للاستغلال، قبل مقابلة أي موظف رسمي.',
        },
      ],
    },
  },
  {
    id: 'money-line',
    organization: organisation('firstmile', 'First Mile Fund', 'Small money, quickly.'),
    name: 'Money to leave',
    description:
      'Up to three hundred dollars the same day, by transfer or gift card, to leave an unsafe place.',
    status: 'active',
    phones: [phone('1-800-555-0156')],
    languages: speaks('en', 'fr'),
    schedules: hours([everyDay, '09:00', '21:00']),
    service_areas: serves('Ontario', 'Quebec'),
    northline: {
      needs: ['money'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Argent pour partir',
          summary:
            'Jusqu’à trois cents dollars le jour même, par virement ou carte-cadeau, pour quitter un lieu dangereux.',
        },
        {
          locale: 'ar',
          name: 'مال للمغادرة',
          summary: 'حتى ثلاثمئة دولار في اليوم نفسه، تحويلًا أو بطاقة هدية، لمغادرة مكان غير آمن.',
        },
      ],
    },
  },
  {
    id: 'peer-line',
    organization: organisation('afterall', 'After All', 'Survivors who chose to support others.'),
    name: 'After All peer line',
    description: 'Peer support from survivors of trafficking, by phone or video.',
    status: 'active',
    phones: [phone('1-800-555-0157')],
    languages: speaks('en'),
    schedules: hours(['MO,WE,FR', '18:00', '22:00'], ['SU', '14:00', '20:00']),
    service_areas: serves('Canada'),
    northline: {
      needs: ['peer_support'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Ligne de pairs Après tout',
          summary: 'Soutien par des personnes qui ont survécu à la traite, par téléphone ou vidéo.',
        },
      ],
    },
  },
  {
    id: 'detox-line',
    organization: organisation('clearhead', 'Clear Head', 'Advice on alcohol and drugs.'),
    name: 'Detox bed finder',
    description: 'Says which detox and treatment beds are free in Ontario tonight.',
    status: 'active',
    phones: [phone('1-800-555-0158')],
    languages: speaks('en', 'fr'),
    schedules: dayAndNight,
    service_areas: serves('Ontario'),
    northline: {
      needs: ['detox'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Recherche de lits de désintoxication',
          summary: 'Dit quels lits de désintoxication sont libres ce soir en Ontario.',
        },
      ],
    },
  },
  {
    id: 'shelter-finder',
    organization: organisation('openbed', 'Open Bed Network', 'Knows which shelters have room.'),
    name: 'Shelter bed finder',
    description: 'Finds a free shelter bed anywhere in Ontario and calls ahead for you.',
    status: 'active',
    phones: [phone('1-800-555-0159')],
    languages: speaks('en', 'fr', 'ar', 'es'),
    schedules: dayAndNight,
    service_areas: serves('Ontario'),
    northline: {
      needs: ['safe_bed'],
      sharing: 'no',
      texts: [
        {
          locale: 'fr',
          name: 'Recherche de lits en refuge',
          summary: 'Trouve un lit libre en refuge partout en Ontario et appelle pour vous.',
        },
        {
          locale: 'ar',
          name: 'الباحث عن أسرّة الملاجئ',
          summary: 'يجد سريرًا شاغرًا في أي ملجأ في أونتاريو ويتصل نيابة عنك.',
        },
      ],
    },
  },
  {
    id: 'deaf-line',
    organization: organisation('signwell', 'Signwell', 'Run by Deaf people.'),
    name: 'Signwell video line',
    description: 'Talk in ASL by video with a counsellor who is Deaf.',
    status: 'active',
    phones: [phone('1-800-555-0160', 'Video', 'video')],
    languages: speaks('ase'),
    schedules: hours([weekdays, '10:00', '18:00']),
    service_areas: serves('Canada'),
    northline: { needs: ['crisis_line', 'counselling'], sharing: 'no' },
  },
  {
    id: 'id-mail',
    organization: organisation('paperboat', 'Paper Boat', 'Replaces papers by mail.'),
    name: 'Replacement papers by mail',
    description: 'Fills in the forms with you by phone and pays for replacement papers.',
    status: 'active',
    phones: [phone('1-800-555-0161')],
    languages: speaks('en', 'fr', 'uk'),
    service_areas: serves('Canada'),
    northline: { needs: ['papers'], sharing: 'no' },
  },
  {
    id: 'closed-house',
    organization: organisation('oldharbour', 'Old Harbour Hostel', 'A hostel that has closed.'),
    name: 'Old Harbour hostel',
    description: 'Closed for good; it is here to show that it is not offered.',
    status: 'defunct',
    northline: { needs: ['safe_bed'] },
  },
]
