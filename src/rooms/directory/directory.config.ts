import { integerSetting, textSetting, type SettingsOf } from '../../kernel/index.ts'

const zones = new Set(Intl.supportedValuesOf('timeZone'))

/** Guesses for a register that does not say, and how far a search looks. */
export const directorySettings = {
  zone: textSetting<string>({
    env: 'DIRECTORY_ZONE',
    doc: 'IANA time zone of a service that names none and whose province does not tell; also what “tonight” means without a place.',
    default: 'America/Toronto',
    pattern: new RegExp(`^(${[...zones].join('|').replaceAll('+', '\\+')})$`),
    shown: 'IANA time zone, such as America/Toronto',
  }),
  language: textSetting<string>({
    env: 'DIRECTORY_LANGUAGE',
    doc: 'Language (BCP 47) of the texts of an imported service that does not say.',
    default: 'en',
    pattern: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
    shown: 'language tag, such as en',
  }),
  roomHours: integerSetting({
    env: 'DIRECTORY_ROOM_HOURS',
    doc: 'Hours for which what a service said is free is believed; after that whether there is room is not known.',
    default: 6,
    min: 1,
    max: 72,
  }),
  reachKm: integerSetting({
    env: 'DIRECTORY_REACH_KM',
    doc: 'Kilometres within which a service counts as near where coverage is looked at: an hour on the road.',
    default: 50,
    min: 5,
    max: 500,
  }),
  radiusKm: integerSetting({
    env: 'DIRECTORY_RADIUS_KM',
    doc: 'Kilometres around the asked place in which a search looks first.',
    default: 25,
    min: 1,
    max: 500,
  }),
}

export type DirectorySettings = SettingsOf<typeof directorySettings>
