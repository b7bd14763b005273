import * as z from 'zod'

// The policy of the page forbids evaluating text; without this, zod tries once whether it may.
z.config({ jitless: true })
