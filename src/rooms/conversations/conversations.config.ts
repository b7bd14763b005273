import { integerSetting, listSetting, textSetting, type SettingsOf } from '../../kernel/index.ts'

/** How long things last in this room, and how many of them are taken. */
export const conversationSettings = {
  ringSeconds: integerSetting({
    env: 'CONVERSATIONS_RING_SECONDS',
    doc: 'Seconds after which a waiting conversation that nobody took rings again and the seeker is told.',
    default: 60,
    min: 1,
    max: 3_600,
  }),
  silenceSeconds: integerSetting({
    env: 'CONVERSATIONS_SILENCE_SECONDS',
    doc: 'Seconds of silence of a responder after which a conversation goes back to the queue: a message waits and the whole desk is untouched, or the desk is gone.',
    default: 120,
    min: 1,
    max: 3_600,
  }),
  unansweredSeconds: integerSetting({
    env: 'CONVERSATIONS_UNANSWERED_SECONDS',
    doc: 'Seconds for which a message may wait though its responder is at work elsewhere at the desk; then the conversation goes back to the queue. Whoever is writing in it just then has as long again.',
    default: 180,
    min: 1,
    max: 3_600,
  }),
  presenceSeconds: integerSetting({
    env: 'CONVERSATIONS_PRESENCE_SECONDS',
    doc: 'Seconds after the last heartbeat of an open desk until its responder counts as off duty.',
    default: 45,
    min: 2,
    max: 600,
  }),
  ticketMinutes: integerSetting({
    env: 'TICKET_MINUTES',
    doc: 'Minutes after the last request for which a seeker’s tab survives a reload.',
    default: 15,
    min: 1,
    max: 120,
  }),
  recheckSeconds: integerSetting({
    env: 'STREAM_RECHECK_SECONDS',
    doc: 'Seconds between two checks of the permission of an open stream.',
    default: 60,
    min: 1,
    max: 600,
  }),
  keepDays: integerSetting({
    env: 'CONVERSATIONS_KEEP_DAYS',
    doc: 'Days after the last message for which a conversation is kept; it is destroyed at the end of the month they end in.',
    default: 180,
    min: 1,
    max: 3_650,
  }),
  opensPerMinute: integerSetting({
    env: 'CONVERSATIONS_OPENS_PER_MINUTE',
    doc: 'New conversations a minute from one network address (a shelter may share one).',
    default: 60,
    min: 1,
    max: 1_000_000,
  }),
  returnsPerMinute: integerSetting({
    env: 'CONVERSATIONS_RETURNS_PER_MINUTE',
    doc: 'Tries a minute to come back by words, from one network address; fifty times as many from everywhere.',
    default: 10,
    min: 1,
    max: 1_000_000,
  }),
  messagesPerMinute: integerSetting({
    env: 'CONVERSATIONS_MESSAGES_PER_MINUTE',
    doc: 'Messages a minute of one visit of a seeker; so many may also come at once. Far above what anybody types; counted by each app server in memory.',
    default: 60,
    min: 10,
    max: 1_000_000,
  }),
  streamsPerVisit: integerSetting({
    env: 'CONVERSATIONS_STREAMS_PER_VISIT',
    doc: 'Live streams that one visit of a seeker may hold on each app server; a newer one ends the oldest.',
    default: 4,
    min: 1,
    max: 100,
  }),
  streamOpensPerMinute: integerSetting({
    env: 'CONVERSATIONS_STREAM_OPENS_PER_MINUTE',
    doc: 'Live streams a minute that one visit of a seeker may open on each app server; a bad network opens many.',
    default: 60,
    min: 10,
    max: 1_000_000,
  }),
  wordsWaiting: integerSetting({
    env: 'CONVERSATIONS_WORDS_WAITING',
    doc: 'People without script who may wait, on each app server, for their words or second secret to be worked out (two at a time, a third of a second each); the next is asked to try again in a few seconds.',
    default: 40,
    min: 1,
    max: 10_000,
  }),
  interpreterNumber: textSetting<string | undefined>({
    env: 'INTERPRETER_NUMBER',
    doc: 'Telephone number of interpreters. Only while it is staffed: the help site offers it as soon as it is set.',
    pattern: /^\+?[\d ()-]{3,30}$/,
    shown: 'telephone number',
  }),
  interpreterLanguages: listSetting({
    env: 'INTERPRETER_LANGUAGES',
    doc: 'Languages (BCP 47) that the interpreters’ number is staffed for.',
    default: [],
  }),
}

export type ConversationSettings = SettingsOf<typeof conversationSettings>
