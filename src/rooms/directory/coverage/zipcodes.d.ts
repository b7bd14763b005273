declare module 'zipcodes/lib/codesCanada.js' {
  /** Postal areas of Canada by code; a few have no coordinates. */
  export const codes: Record<
    string,
    { zip: string; latitude: number | null; longitude: number | null; city: string }
  >
}
