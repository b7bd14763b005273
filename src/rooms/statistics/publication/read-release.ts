import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as z from 'zod'
import { Refused } from '../command/refused.ts'
import { aboutOf, faultsOfContent, figuresOf, type Content } from './content.ts'

/** Reads a folder that the release command wrote. Refused, with what is wrong, where it is not whole. */
export function readRelease(folder: string): Content {
  const broken = (what: string) =>
    new Refused(
      'statistics.bad_folder',
      `${folder} is no release as it was written: ${what}. Nothing was published.`,
    )
  const read = (name: string) => {
    try {
      return readFileSync(join(folder, name), 'utf8')
    } catch {
      throw broken(`${name} can’t be read`)
    }
  }
  const parsed = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> => {
    let given: unknown
    try {
      given = JSON.parse(read(name))
    } catch (error) {
      throw error instanceof Refused ? error : broken(`${name} is no JSON`)
    }
    const result = schema.safeParse(given)
    if (!result.success) {
      const [issue] = result.error.issues
      throw broken(`${name}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`)
    }
    return result.data
  }
  const content = {
    about: parsed('release.json', aboutOf),
    figures: parsed('figures.json', figuresOf),
    rows: read('rows.csv'),
  }
  const [fault] = faultsOfContent(content)
  if (fault !== undefined) throw broken(fault)
  return content
}
