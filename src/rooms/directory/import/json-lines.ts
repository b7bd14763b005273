/**
 * The lines on which objects begin in a JSON text, by path (`contents[3].phones[0]`).
 * The text has been parsed before, so it is known to be sound.
 */
export function linesOfPaths(text: string, wanted: ReadonlySet<string>): Map<string, number> {
  const found = new Map<string, number>()
  let at = 0
  let line = 1

  const blank = () => {
    while (/[\s,:]/.test(text[at] ?? '')) {
      if (text[at] === '\n') line++
      at++
    }
  }
  const string = (): string => {
    const start = at++
    while (text[at] !== '"' && at < text.length) at += text[at] === '\\' ? 2 : 1
    at++
    return JSON.parse(text.slice(start, at)) as string
  }
  const value = (path: string): void => {
    blank()
    const opening = text[at]
    if (opening === '"') string()
    else if (opening === '{' || opening === '[') {
      if (wanted.has(path)) found.set(path, line)
      at++
      for (let index = 0; ; index++) {
        blank()
        if (text[at] === '}' || text[at] === ']' || at >= text.length) break
        if (opening === '[') value(`${path}[${index}]`)
        else {
          const key = string()
          value(path ? `${path}.${key}` : key)
        }
      }
      at++
    } else while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at++
  }
  value('')
  return found
}
