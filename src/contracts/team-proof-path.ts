/** Apart from its route, so that the help site's script has the address without the schemas. */
export const teamProofPath = '/api/identity/team-proof'
