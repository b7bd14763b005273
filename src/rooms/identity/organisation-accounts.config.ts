import { readFileSync, statSync } from 'node:fs'
import * as z from 'zod'
import { organisationKinds, type Setting } from '../../kernel/index.ts'

/** An organisation that brings its own accounts, as the operator writes it down. */
export type OwnAccounts = z.output<typeof entry>

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/

const entry = z.strictObject({
  /** Its name and kind here, exactly. */
  organisation: z.string().min(1).max(200),
  kind: z.enum(organisationKinds),
  /** The provider's issuer, as its discovery document says it. */
  issuer: z.url().refine(
    (text) => {
      const { protocol, hostname } = new URL(text)
      return protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname))
    },
    { error: 'must be https' },
  ),
  clientId: z.string().min(1).max(200),
  /** A file with the client's secret alone, readable by its owner only. */
  secretFile: z.string().min(1),
})

const list = z.array(entry).max(200)

/** A file with the organisations that bring their own accounts. Everything wrong in it is a fault of the configuration. */
export function ownAccountsSetting(options: { env: string; doc: string }): Setting<OwnAccounts[]> {
  return {
    ...options,
    shown: 'path of a JSON file',
    secret: false,
    fallback: [],
    parse: (path) => {
      try {
        const read = list.safeParse(JSON.parse(readFileSync(path, 'utf8')))
        if (!read.success) {
          const [issue] = read.error.issues
          return { fault: `: in ${path}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }
        }
        const twice = read.data.find((one, at) => read.data.findIndex((other) => same(one, other)) !== at)
        if (twice) return { fault: `names “${twice.organisation}” twice` }
        const open = read.data.find(({ secretFile }) => (statSync(secretFile).mode & 0o077) !== 0)
        if (open) return { fault: `: ${open.secretFile} must be readable by its owner only (chmod 600)` }
        return { value: read.data }
      } catch (error) {
        return { fault: `can't be used: ${error instanceof Error ? error.message : 'not readable'}` }
      }
    },
  }
}

function same(one: OwnAccounts, other: OwnAccounts): boolean {
  return one.organisation === other.organisation && one.kind === other.kind
}

/** The secret as it is in the file now, so that it can be changed without a restart. */
export function secretOf({ secretFile }: OwnAccounts): string {
  return readFileSync(secretFile, 'utf8').trim()
}
