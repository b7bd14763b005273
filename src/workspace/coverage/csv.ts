type Row = { code: string; name: string; province: string; level: string }

/** The areas as CSV (RFC 4180). A name that a spreadsheet would take for a formula gets an apostrophe. */
export function asCsv(rows: readonly Row[]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  const lines = rows.map(({ code, name, province, level }) =>
    [code, name, province, level].map(cell).join(','),
  )
  return `${['postal_area', 'name', 'province', 'level'].join(',')}\r\n${lines.join('\r\n')}\r\n`
}
