// What spreadsheets take for the beginning of a formula, full-width ones too (OWASP, CSV Injection), also behind what is
// not seen: some of them trim it.
const formula = /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u
const special = /[",\r\n]/

/** A line of CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front. */
export function toCsvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(toCell).join(',')}\r\n`
}

function toCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = formula.test(value) ? `'${value}` : value
  return special.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
