import type { Content } from '../../contracts/content.ts'

type Check = (value: unknown) => boolean

const text =
  (longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= longest
const line =
  (longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.trim() !== '' && value.trim().length <= longest
const message: Check = (value) => text(4_000)(value) && value !== ''
/** base64url of at most so many bytes. */
const bytes =
  (longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= Math.ceil((longest * 4) / 3) && /^[\w-]*$/.test(value)
const id: Check = (value) => typeof value === 'string' && /^[\w-]{22}$/.test(value)
const moment: Check = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value))
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const list =
  (check: Check, least: number, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(check)
const shape =
  (members: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(members).every(([name, check]) => check((value as Record<string, unknown>)[name]))
const truth: Check = (value) => typeof value === 'boolean'

const card = shape({
  serviceId: id,
  name: line(200),
  organisation: line(200),
  what: line(600),
  when: text(400),
  forWhom: text(400),
  bring: text(400),
  sharing: text(400),
  contact: maybe(text(200)),
  area: maybe(text(200)),
})

const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const signed = { statement: text(6_000), signature: bytes(64), signPublicKey: bytes(65) }
const ticked = list(text(40), 0, 12)

/** As in contracts/content.ts, by hand: the validator is too heavy for this script. A test holds the two together. */
const kinds: Record<Content['kind'], Check> = {
  text: shape({ text: message }),
  cards: shape({ cards: list(card, 1, 5) }),
  'consent-ask': shape({
    askId: id,
    to: shape({ teamId: id, organisation: line(200), service: line(200) }),
    why: line(400),
    until: moment,
    fields: list(
      shape({
        key: (value) => typeof value === 'string' && /^[a-z_]{1,40}$/.test(value),
        label: line(120),
        value: line(2_000),
      }),
      1,
      12,
    ),
  }),
  'consent-answer': shape({ askId: id, yes: truth, ticked, ...signed }),
  'consent-read-back': shape({
    askId: id,
    ticked,
    ...signed,
    yesMessage: shape({ writer: id, sequence: count, hash: bytes(32) }),
  }),
  hold: shape({ service: line(200), until: moment }),
  'referral-sent': shape({
    askId: id,
    service: line(200),
    mailbox: id,
    replyPrivateKey: bytes(200),
    withdrawToken: id,
    until: moment,
  }),
  'left-message': shape({ text: message, safeTime: maybe(text(200)), safeWay: maybe(text(200)) }),
  returned: shape({ how: (value) => value === 'words' || value === 'second' }),
  keep: shape({ publicKey: bytes(65) }),
  'words-seen': shape({}),
}

/** What was inside an envelope, if it is one of the kinds; the other side may be hostile. */
export function readContent(value: unknown): Content | undefined {
  const kind = (value as { kind?: unknown } | null)?.kind
  if (typeof kind !== 'string' || !Object.keys(kinds).includes(kind)) return undefined
  return kinds[kind as Content['kind']](value) ? (value as Content) : undefined
}
