import * as z from 'zod'
import { needCode } from './directory-needs.ts'
import { route } from './route.ts'

/* Where no vetted service answers, and what people looked for in vain. */

/** At which hour of the week: at any at all, or an ordinary afternoon, evening, night, a Sunday afternoon. */
export const coverageHours = ['ever', 'day', 'evening', 'night', 'sunday'] as const
export type CoverageHour = (typeof coverageHours)[number]

/** In which language: any, or one of the two that the line must have. */
export const coverageLanguages = ['any', 'en', 'fr'] as const
export type CoverageLanguage = (typeof coverageLanguages)[number]

/** How a postal area is served: by nobody, by somebody who does not say, from afar, near by. In this order they are counted. */
export const coverageLevels = ['none', 'unknown', 'afar', 'near'] as const
export type CoverageLevel = (typeof coverageLevels)[number]

const counts = z.object({ none: z.int(), unknown: z.int(), afar: z.int(), near: z.int() })
export type CoverageCounts = z.infer<typeof counts>

const place = z.object({ province: z.string(), name: z.string(), counts })
export type CoveragePlace = z.infer<typeof place>

const gap = z.object({
  need: needCode,
  label: z.string(),
  province: z.string(),
  name: z.string(),
  /** Postal areas that nobody serves, and how many the province has. */
  none: z.int(),
  of: z.int(),
})

export const coverage = route({
  id: 'directory.coverage',
  method: 'get',
  origin: 'workspace',
  path: '/api/directory/coverage',
  access: { roles: ['coordinator', 'supervisor'] },
  summary:
    'How every postal area is served for a need, in a language, at an hour of the week: by province, area by area, over time; the worst gaps of all needs; and what people looked for in vain. Empty for whoever is no reviewer of the line.',
  input: z.object({
    need: needCode,
    language: z.enum(coverageLanguages).default('any'),
    hour: z.enum(coverageHours).default('ever'),
  }),
  output: z.object({
    /** The day on which stock was taken; absent where it was not yet. */
    takenOn: z.iso.date().optional(),
    /** Within how many kilometres a place is near. */
    reachKm: z.number(),
    provinces: z.array(place),
    areas: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        province: z.string(),
        latitude: z.number(),
        longitude: z.number(),
        level: z.enum(coverageLevels),
      }),
    ),
    gaps: z.array(gap),
    overTime: z.array(z.object({ takenOn: z.iso.date(), counts })),
    unmet: z.array(
      z.object({
        need: needCode,
        label: z.string(),
        /** Absent: nobody said where. */
        province: z.string().optional(),
        /** In the last four whole weeks; absent where it was fewer than five times. */
        times: z.int().optional(),
      }),
    ),
  }),
  errors: [],
})
