import { sql, type RawBuilder } from 'kysely'
import type { Actor } from '../../kernel/index.ts'

/*
 * Who reads entries, once as a predicate and once as SQL over the row `e`, from
 * one grant. Row-level security says the same again, from the capabilities made here.
 */

/** Roles that read what the members of their organisation did. */
export const auditRoles = ['supervisor', 'administrator'] as const

/** The organisations whose entries an actor reads: those in which they are a supervisor or an administrator. */
export function auditedOrganisations(actor: Actor): string[] {
  if (actor.kind !== 'staff') return []
  const audited = actor.teams.filter(({ roles }) => auditRoles.some((role) => roles.includes(role)))
  return [...new Set(audited.map(({ organisationId }) => organisationId))]
}

/** May read an entry of these organisations. */
export function mayAudit(actor: Actor, organisations: readonly string[]): boolean {
  return auditedOrganisations(actor).some((audited) => organisations.includes(audited))
}

/** The same rule over the row `e`; `1=0` for whoever audits nothing. */
export function auditableSql(actor: Actor): RawBuilder<boolean> {
  const audited = auditedOrganisations(actor)
  if (audited.length === 0) return sql<boolean>`1=0`
  return sql<boolean>`e.organisations && ${audited}::text[]`
}

/** The capabilities that row-level security asks of whoever audits. */
export function auditCapabilities(actor: Actor): string[] {
  return auditedOrganisations(actor).map((organisation) => `audits:${organisation}`)
}
