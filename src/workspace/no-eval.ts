import * as z from 'zod'

/*
 * The validator would probe for `new Function`, which our content policy forbids and reports.
 * Imported before anything that declares a schema.
 */
z.config({ jitless: true })
