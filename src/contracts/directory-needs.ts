import * as z from 'zod'

/** A stable code of the taxonomy of needs, such as `safe_bed`. */
export const needCode = z.string().regex(/^[a-z_]{2,40}$/)
