/** Interim door until the pages are finished. */
import { Hono } from 'hono'
export { helpSiteSettings } from './help-site.config.ts'
export const helpSite = (_deps: unknown): Hono => new Hono()
