import { foldPhrase, fold } from '../words/fold.ts'
import { minutesOfDay, type Rule } from './rules.ts'
import { readOpening } from './times.ts'

/*
 * Hours as people write them: “Mon-Fri 8:30 AM – 4:30 PM (closed 12-1pm)”, « du lundi au vendredi, de 9 h à 17 h ». A text is read whole
 * or not at all: a part that was not understood might be what matters. Whoever stands before a shut door was told worse than whoever was told to ask.
 */

type Span = { opens: number; closes: number }
type Token =
  | { kind: 'days'; days: number[] }
  | { kind: 'time'; minutes: number; half: 'am' | 'pm' | undefined; sure: boolean }
  | { kind: 'to' | 'and' | 'joins' | 'colon' | 'stop' | 'closed' | 'always' }

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const dayNames: readonly (readonly [days: readonly number[], names: string])[] = [
  [[1], 'monday mondays mon lundi lundis lun'],
  [[2], 'tuesday tuesdays tue tues mardi mardis mar'],
  [[3], 'wednesday wednesdays wed weds mercredi mercredis mer'],
  [[4], 'thursday thursdays thu thur thurs jeudi jeudis jeu'],
  [[5], 'friday fridays fri vendredi vendredis ven'],
  [[6], 'saturday saturdays sat samedi samedis sam'],
  [[7], 'sunday sundays sun dimanche dimanches dim'],
  [[1, 2, 3, 4, 5], 'weekdays weekday'],
  [[6, 7], 'weekends weekend'],
  [everyDay, 'daily everyday quotidiennement'],
]
const dayOf = new Map(
  dayNames.flatMap(([days, names]) => names.split(' ').map((name) => [name, [...days]] as const)),
)
const phrases: readonly (readonly [RegExp, string])[] = [
  [/\[\d+\]/g, ' '],
  [/[‐-―−]/g, '-'],
  [/[’ʼ]/g, "'"],
  [/(?<=\d)\s*([ap])\.?\s?m\b\.?/g, '$1m'],
  [/\b(7 days (a|per|\/) ?week|seven days a week|every day|(each|any) day|7 jours (sur 7|par semaine)|7 ?j ?\/ ?7|tous les jours|chaque jour)\b/g, ' daily '],
  [/\b(24 ?hours? (a|per) day|24 ?hours|24 ?hrs?|24 ?h(eures)? ?(\/|sur) ?24|open 24 hours|around the clock|day and night|jour et nuit)\b/g, ' 24h '],
  [/\b24 ?\/ ?7\b/g, ' 24h daily '],
  [/\b365 days ?(\/|a|per) ?year\b/g, ' '],
  [/\b(monday|mon) (through|thru) (friday|fri)\b/g, ' weekdays '],
  [/\bfin(s)? de semaine\b/g, ' weekend '],
] // prettier-ignore

// In front of everything, these say only that hours follow.
const openings =
  /^(hours( of operation)?( are)?|open( hours)?|opening hours|business hours|heures( d'ouverture)?( sont)?|horaires?|ouvert(e|s|es)?)\s*:?\s*/
// After what is open at all times, anything may be said but when.
const harmless =
  /(\d\s*(am|pm|h\b|:)|hour|heure|clos|ferm|open|ouver|var(y|i)|appoint|rendez|only|seule|until|before|after|except|sauf|jusqu|avant|apr[eè]s|holiday|f[eé]ri|referral|business|office|intake|season|saison|staff|chat|weekly|month|term|winter|summer|hiver|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)/

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  const pattern =
    /\s+|(?<always>24h)\b|(?<noon>12 ?noon|noon|midi|12:00 noon)\b|(?<midnight>midnight|minuit)\b|(?<hour>\d{1,2})(?:(?::|\s?h\s?)(?<minute>\d{2})|(?<french>\s?h(?:eures?)?\b))?\s*(?<half>am|pm)?(?![\w/-]*\d{3})|(?<word>\p{L}[\p{L}']*)|(?<mark>[-,/&;.:()+])/uy
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text)
    if (!found) return undefined
    const { always, noon, midnight, hour, minute, french, half, word, mark } = found.groups ?? {}
    if (always) tokens.push({ kind: 'always' })
    else if (noon) tokens.push({ kind: 'time', minutes: 720, half: 'pm', sure: true })
    else if (midnight) tokens.push({ kind: 'time', minutes: minutesOfDay, half: undefined, sure: true })
    else if (hour !== undefined) {
      const time = timeOf(Number(hour), Number(minute ?? 0), half as 'am' | 'pm' | undefined)
      if (!time) return undefined
      tokens.push({ ...time, sure: time.half !== undefined || french !== undefined || /h/.test(found[0]) })
    } else if (word !== undefined) {
      const token = wordToken(word)
      if (token === undefined) return undefined
      if (token) tokens.push(token)
    } else if (mark !== undefined) {
      if (mark === '(' || mark === ')') return undefined
      tokens.push({
        kind: mark === '-' ? 'to' : mark === ':' ? 'colon' : mark === ';' || mark === '.' ? 'stop' : 'and',
      })
    }
  }
  // “ET” at an end is a zone and no “and”.
  const dangling = tokens.some(
    (token, index) =>
      token.kind === 'joins' && !['time', 'days', 'always'].includes(tokens[index + 1]?.kind ?? ''),
  )
  return dangling ? undefined : tokens.map((token) => (token.kind === 'joins' ? { kind: 'and' } : token))
}

function timeOf(
  hour: number,
  minute: number,
  half: 'am' | 'pm' | undefined,
): Extract<Token, { kind: 'time' }> | undefined {
  if (minute > 59 || hour > 24 || (half && (hour < 1 || hour > 12))) return undefined
  return { kind: 'time', minutes: (half ? hour % 12 : hour) * 60 + minute, half, sure: half !== undefined }
}

/** Undefined for a word that may mean anything; null for one that means nothing here. */
function wordToken(word: string): Token | null | undefined {
  const days = dayOf.get(word)
  if (days) return { kind: 'days', days: [...days] }
  if (['to', 'through', 'thru', 'until', 'a', 'à', 'au'].includes(word)) return { kind: 'to' }
  if (['and', 'et'].includes(word)) return { kind: 'joins' }
  if (['closed', 'ferme', 'fermé', 'fermée'].includes(word)) return { kind: 'closed' }
  return ['from', 'between', 'on', 'de', 'du', 'le', 'les', 'la'].includes(word) ? null : undefined
}

class Reader {
  at = 0
  readonly tokens: readonly Token[]
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }
  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead]
  }
  is(kind: Token['kind'], ahead = 0): boolean {
    return this.peek(ahead)?.kind === kind
  }
  skip(...kinds: Token['kind'][]): void {
    while (this.peek() && kinds.includes(this.peek()?.kind ?? 'stop')) this.at += 1
  }

  /** “Mon-Fri”, “Mon, Wed & Fri”. */
  days(): number[] | undefined {
    const days: number[] = []
    for (;;) {
      const first = this.peek()
      if (first?.kind !== 'days') return days.length > 0 ? days : undefined
      this.at += 1
      const last = this.peek(1)
      if (this.is('to') && last?.kind === 'days') {
        if (first.days.length !== 1 || last.days.length !== 1) return undefined
        this.at += 2
        for (let day = first.days[0] ?? 1; ; day = (day % 7) + 1) {
          days.push(day)
          if (day === last.days[0]) break
        }
      } else days.push(...first.days)
      if (this.is('and') && this.is('days', 1)) this.at += 1
      else if (!this.is('days')) return days
    }
  }

  /** “8:30 am - noon & 1-4:30 pm”. */
  spans(): Span[] | undefined {
    const spans: Span[] = []
    for (;;) {
      const span = this.span()
      if (!span) return undefined
      spans.push(span)
      // A comma before a day begins something new.
      if (this.is('and') && (this.is('time', 1) || this.is('always', 1))) this.at += 1
      else return spans
    }
  }

  span(): Span | undefined {
    if (this.is('always')) {
      this.at += 1
      return { opens: 0, closes: minutesOfDay }
    }
    const [from, to] = [this.peek(), this.peek(2)]
    if (from?.kind !== 'time' || !this.is('to', 1) || to?.kind !== 'time') return undefined
    this.at += 3
    return spanOf(from, to)
  }
}

type Time = Extract<Token, { kind: 'time' }>

/** “1-5pm” begins in the afternoon, “9-5pm” in the morning; “8-9pm” could be either, and “9-5” is on no clock. */
function spanOf(from: Time, to: Time): Span | undefined {
  const onOneClock = from.half === undefined && to.minutes > 720
  if (to.half === undefined && !to.sure && !onOneClock) return undefined
  const half = halfOf(from, to)
  return half === null ? undefined : readOpening(inDay(from, half), inDay(to, to.half))
}

function halfOf(from: Time, to: Time): Time['half'] | null {
  if (from.half !== undefined || from.sure || to.half === undefined || from.minutes >= 780) return from.half
  const [opens, closes] = [from.minutes % 720, to.minutes % 720]
  if (opens >= closes) return to.half === 'pm' ? 'am' : 'pm'
  return to.half === 'pm' && opens >= 420 ? null : to.half
}

const inDay = ({ minutes }: Time, half: 'am' | 'pm' | undefined) =>
  half === undefined ? minutes : (minutes % 720) + (half === 'pm' ? 720 : 0)

/** The rules that a text about hours comes to; undefined where it was not understood to its last word. */
export function readHoursText(text: string): Rule[] | undefined {
  if (text.length > 300) return undefined
  let plain = ` ${text.normalize('NFKC').toLowerCase()} `
  for (const [pattern, instead] of phrases) plain = plain.replaceAll(pattern, instead)
  plain = plain.trim().replace(openings, '')
  if (/^24h( daily)?\b/.test(plain)) {
    const rest = plain.replace(/^24h( daily)?/, '').replace(/\b24h\b|\bdaily\b/g, ' ')
    const words = foldPhrase(rest)
    if (words === '' || !harmless.test(fold(rest))) return [{ opens: 0, closes: minutesOfDay }]
    return undefined
  }
  const [main, breaks] = withoutBreak(plain)
  if (main === undefined) return undefined
  const tokens = tokensOf(main)
  const week = tokens && readWeek(new Reader(tokens))
  if (!week) return undefined
  const days = new Map([...week].map(([day, spans]) => [day, spans && without(spans, breaks)]))
  return asRules(days)
}

/** “(closed 12-1pm)”, said once and of every day. */
function withoutBreak(text: string): [main: string | undefined, breaks: Span[]] {
  const found = /\(([^()]*)\)\.?\s*$/.exec(text)
  if (!found) return [text, []]
  const tokens = tokensOf(found[1] ?? '')
  const reader = tokens && new Reader(tokens)
  if (!reader?.is('closed')) return [undefined, []]
  reader.at += 1
  const main = text.slice(0, found.index)
  const days = reader.days()
  if (days && !reader.peek())
    return [`${main}; closed ${days.map((day) => dayNames[day - 1]?.[1].split(' ')[0]).join(', ')}`, []]
  const spans = reader.spans()
  if (!spans) return [undefined, []]
  const every = reader.days()
  if (reader.peek() || (every && every.length < 7)) return [undefined, []]
  return [main, spans]
}

type Week = Map<number, Span[] | null>

function readWeek(reader: Reader): Week | undefined {
  const week: Week = new Map()
  const put = (days: readonly number[], spans: Span[] | null) =>
    days.every((day) => !week.has(day) && week.set(day, spans))
  reader.skip('stop', 'and')
  while (reader.peek()) {
    if (reader.is('closed')) {
      reader.at += 1
      const days = reader.days()
      if (!days || !put(days, null)) return undefined
    } else if (reader.is('days')) {
      const days = reader.days()
      reader.skip('colon', 'and')
      if (reader.is('closed') && days) {
        reader.at += 1
        if (!put(days, null)) return undefined
      } else {
        const spans = reader.spans()
        if (!days || !spans || !put(days, spans)) return undefined
      }
    } else {
      const spans = reader.spans()
      reader.skip('and')
      const days = reader.days()
      if (!days || !spans || !put(days, spans)) return undefined
    }
    // One thing ends before the next begins.
    if (reader.peek() && !reader.is('stop') && !reader.is('and') && !reader.is('days')) return undefined
    reader.skip('stop', 'and')
  }
  return [...week.values()].some((spans) => spans !== null) ? week : undefined
}

function without(spans: readonly Span[], breaks: readonly Span[]): Span[] {
  return breaks.reduce<Span[]>(
    (left, { opens, closes }) =>
      left.flatMap((span) => {
        if (closes <= span.opens || opens >= span.closes) return [span]
        return [
          { opens: span.opens, closes: opens },
          { opens: closes, closes: span.closes },
        ].filter((part) => part.opens < part.closes)
      }),
    [...spans],
  )
}

function asRules(week: ReadonlyMap<number, Span[] | null>): Rule[] | undefined {
  const byTimes = new Map<string, Rule & { days: number[] }>()
  for (const [day, spans] of [...week].sort(([a], [b]) => a - b))
    for (const [index, { opens, closes }] of (spans ?? []).toSorted((a, b) => a.opens - b.opens).entries()) {
      const before = spans?.toSorted((a, b) => a.opens - b.opens)[index - 1]
      if (before && before.closes > opens) return undefined
      const key = `${opens} ${closes}`
      const rule = byTimes.get(key) ?? { days: [], opens, closes }
      rule.days.push(day)
      byTimes.set(key, rule)
    }
  const rules = [...byTimes.values()]
  return rules.length > 0 ? rules : undefined
}
