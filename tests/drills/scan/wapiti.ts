import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runScanner } from './run.ts'

export type Finding = { by: string; severity: 'low' | 'medium' | 'high'; what: string; where: string }

type Report = Record<
  'vulnerabilities' | 'anomalies',
  Record<string, { level: number; method: string; path: string; info: string; parameter: string | null }[]>
>

/** Every module that needs nothing outside this machine. */
const modules =
  'backup,blindsql,cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss'
const severities = { 1: 'low', 2: 'medium', 3: 'high' } as const

export type Visit = {
  name: string
  url: string
  /** Pages that no link leads to. */
  starts: readonly string[]
  headers?: Readonly<Record<string, string>>
  /**
   * Whether its browser sends something by itself (a cookie) that a form on another site could ride on. Where it
   * sends nothing, wapiti's look for a token in each form means nothing: that no cookie was set is looked at instead.
   */
  cookies: boolean
  seconds: { crawl: number; each: number }
  proxy: string
  folder: string
}

/**
 * wapiti through a site as somebody: how many addresses and forms it found, and what it reports.
 * Levels are its own: 1 low, 2 medium, 3 high. An anomaly (a 500, a timeout) counts as medium here.
 */
export async function wapiti(visit: Visit): Promise<{ reached: number; findings: Finding[] }> {
  const report = join(visit.folder, `wapiti-${visit.name.replaceAll(/\W+/g, '-')}.json`)
  const { text } = await runScanner(
    'wapiti',
    [
      [
        '-u',
        visit.url,
        '--scope',
        'folder',
        '-m',
        visit.cookies ? `${modules},csrf` : modules,
        '--flush-session',
        '--no-bugreport',
      ],
      visit.starts.flatMap((start) => ['-s', start]),
      Object.entries(visit.headers ?? {}).flatMap(([key, value]) => ['-H', `${key}: ${value}`]),
      ['-p', visit.proxy, '--timeout', '8'],
      ['--max-scan-time', String(visit.seconds.crawl), '--max-attack-time', String(visit.seconds.each)],
      ['-f', 'json', '-o', report, '--store-session', join(visit.folder, 'wapiti'), '-v', '1'],
    ].flat(),
    { seconds: visit.seconds.crawl + visit.seconds.each * 17 + 120, folder: visit.folder },
  )
  if (!existsSync(report)) throw new Error(`wapiti ended without a report:\n${text.slice(-2_000)}`)
  const reached = Number(/found (\d+) URLs and forms/.exec(text)?.[1] ?? 0)
  const { vulnerabilities, anomalies } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const of = (found: Report['anomalies'], least: number) =>
    Object.entries(found).flatMap(([what, each]) =>
      each.map(({ level, method, path, info, parameter }) => ({
        by: `wapiti, ${visit.name}`,
        severity: severities[Math.max(least, level) as 1 | 2 | 3] ?? 'high',
        what: `${what}: ${info.slice(0, 160)}`,
        where: `${method} ${path}${parameter ? ` (${parameter})` : ''}`,
      })),
    )
  return { reached, findings: [...of(vulnerabilities, 1), ...of(anomalies, 2)] }
}
