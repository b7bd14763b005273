/**
 * One setting: what it is, what it may be, and the environment name that sets it.
 * `parse` turns the environment's text into a value or says in one sentence what is wrong.
 */
export type Setting<Value> = {
  readonly env: string
  readonly doc: string
  readonly shown: string
  readonly secret: boolean
  readonly fallback: Value | undefined
  readonly parse: (text: string) => { value: Value } | { fault: string }
}

type Options<Value> = { env: string; doc: string; default?: Value; secret?: boolean }

function setting<Value>(
  options: Options<Value>,
  shown: string,
  parse: Setting<Value>['parse'],
): Setting<Value> {
  return {
    env: options.env,
    doc: options.doc,
    shown,
    secret: options.secret ?? false,
    fallback: options.default,
    parse,
  }
}

/** A whole number between bounds, in the unit that `doc` names. */
export function integerSetting(options: Options<number> & { min: number; max: number }): Setting<number> {
  return setting(options, `whole number, ${options.min}–${options.max}`, (text) => {
    const value = Number(text)
    return /^-?\d+$/.test(text) && value >= options.min && value <= options.max
      ? { value }
      : { fault: `must be a whole number from ${options.min} to ${options.max}` }
  })
}

/** Any text that is not blank; `pattern` narrows it and `shown` says how. */
export function textSetting<Value extends string | undefined = string>(
  options: Options<Value> & { pattern?: RegExp; shown?: string },
): Setting<Value> {
  return setting(options, options.shown ?? 'text', (text) =>
    !options.pattern || options.pattern.test(text)
      ? { value: text as Value }
      : { fault: `must be ${options.shown ?? 'text'}` },
  )
}

/** One of a few words. */
export function choiceSetting<Value extends string>(
  options: Options<Value> & { choices: readonly Value[] },
): Setting<Value> {
  return setting(options, options.choices.join(' | '), (text) => {
    const value = options.choices.find((choice) => choice === text)
    return value === undefined ? { fault: `must be one of ${options.choices.join(', ')}` } : { value }
  })
}

/** Words between commas, each one of a few where `choices` is given. */
export function listSetting(options: Options<string[]> & { choices?: readonly string[] }): Setting<string[]> {
  return setting(
    options,
    options.choices ? `list of ${options.choices.join(', ')}` : 'list, by commas',
    (text) => {
      const value = text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
      const stray = options.choices && value.find((part) => !options.choices?.includes(part))
      return stray === undefined ? { value } : { fault: `does not know “${stray}”` }
    },
  )
}

/** An http(s) origin without a path: scheme, host, port. */
export function originSetting(options: Options<string>): Setting<string> {
  return setting(options, 'origin, such as https://help.example', (text) =>
    URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text)
      ? { value: text }
      : { fault: 'must be an origin such as https://help.example, with no path and no closing slash' },
  )
}

/** A web address. */
export function urlSetting(options: Options<string>): Setting<string> {
  return setting(options, 'https address', (text) =>
    URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
      ? { value: text }
      : { fault: 'must be an http or https address' },
  )
}

export type SettingsOf<Shape extends Record<string, Setting<unknown>>> = {
  [Key in keyof Shape]: Shape[Key] extends Setting<infer Value> ? Value : never
}

/**
 * Reads a group of settings from an environment. Every fault is collected, so
 * that an operator mends a file once and not line by line.
 */
export function readSettings<Shape extends Record<string, Setting<unknown>>>(
  shape: Shape,
  environment: Readonly<Record<string, string | undefined>>,
  faults: string[],
): SettingsOf<Shape> {
  const read: Record<string, unknown> = {}
  for (const [key, entry] of Object.entries(shape)) {
    const text = environment[entry.env]?.trim()
    if (text === undefined || text === '') {
      read[key] = entry.fallback
      continue
    }
    const result = entry.parse(text)
    if ('fault' in result) faults.push(`${entry.env} ${result.fault}`)
    else read[key] = result.value
  }
  return read as SettingsOf<Shape>
}
