import { textSetting, urlSetting } from '../kernel/index.ts'

const phone = { pattern: /^[+\d][\d ().-]{1,24}$/, shown: 'phone number' }

/** Settings of the help site. A number that is not set is not shown. */
export const helpSiteSettings = {
  phone: textSetting<string | undefined>({
    env: 'HELP_PHONE',
    doc: 'Number of the staffed phone line, as it is shown and dialled.',
    ...phone,
  }),
  text: textSetting<string | undefined>({
    env: 'HELP_TEXT',
    doc: 'Number of the staffed text line, as it is shown and dialled.',
    ...phone,
  }),
  emergencyNumber: textSetting({
    env: 'EMERGENCY_NUMBER',
    doc: 'The local emergency number; the page says what happens when it is called.',
    default: '911',
    ...phone,
  }),
  zone: textSetting({
    env: 'HELP_ZONE',
    doc: 'IANA time zone in which times are shown to a browser without script; with script the browser knows its own.',
    default: 'America/Toronto',
    pattern: /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+){0,2}$/,
    shown: 'IANA zone such as America/Toronto',
  }),
  exitUrl: urlSetting({
    env: 'EXIT_URL',
    doc: 'The neutral site that Exit leaves on the screen. Choose one that many people open every day.',
    default: 'https://www.theweathernetwork.com/',
  }),
}
