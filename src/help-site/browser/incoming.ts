import type { Content } from '../../contracts/content.ts'

type Check = (value: unknown) => boolean

const text =
  (longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= longest
const some =
  (longest: number): Check =>
  (value) =>
    text(longest)(value) && value !== ''
const id: Check = (value) => typeof value === 'string' && /^[\w-]{22}$/.test(value)
const moment: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value))
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
  name: some(200),
  organisation: some(200),
  what: some(600),
  when: text(400),
  forWhom: text(400),
  bring: text(400),
  sharing: text(400),
  contact: maybe(text(200)),
  area: maybe(text(200)),
})

const ticked = list(text(40), 0, 12)

/** As in contracts/content.ts, by hand: the validator is too heavy for this script. A test holds the two together. */
const kinds: Record<Content['kind'], Check> = {
  text: shape({ text: some(4_000) }),
  cards: shape({ cards: list(card, 1, 5) }),
  'consent-ask': shape({
    askId: id,
    to: shape({ teamId: id, organisation: some(200), service: some(200) }),
    why: some(400),
    until: moment,
    fields: list(
      shape({
        key: (value) => typeof value === 'string' && /^[a-z_]{1,40}$/.test(value),
        label: some(120),
        value: some(2_000),
      }),
      1,
      12,
    ),
  }),
  'consent-answer': shape({ askId: id, yes: truth, ticked, statement: text(6_000) }),
  'consent-read-back': shape({ askId: id, ticked, statement: text(6_000) }),
  hold: shape({ service: some(200), until: moment }),
  'referral-sent': shape({
    askId: id,
    service: some(200),
    mailbox: id,
    replyPrivateKey: some(300),
    withdrawToken: id,
    until: moment,
  }),
  'left-message': shape({ text: some(4_000), safeTime: maybe(text(200)), safeWay: maybe(text(200)) }),
  returned: shape({ how: (value) => value === 'words' || value === 'second' }),
  keep: shape({ publicKey: some(120) }),
  'words-seen': shape({}),
}

/** What was inside an envelope, if it is one of the kinds; the other side may be hostile. */
export function readContent(value: unknown): Content | undefined {
  const kind = (value as { kind?: unknown } | null)?.kind
  if (typeof kind !== 'string' || !Object.keys(kinds).includes(kind)) return undefined
  return kinds[kind as Content['kind']](value) ? (value as Content) : undefined
}
