const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Rows as CSV (RFC 4180, lines ended by LF); a cell is quoted where it has to be. */
export function csv(rows: Iterable<readonly (string | number)[]>): string {
  return `${Array.from(rows, (row) => row.map((cell) => quoted(String(cell))).join(',')).join('\n')}\n`
}
