/** A region as the installation names it: short codes as letters (ON), words with a capital (National). */
export function regionName(region: string | undefined): string {
  if (region === undefined) return ''
  return region.length <= 3 ? region.toUpperCase() : region.charAt(0).toUpperCase() + region.slice(1)
}
