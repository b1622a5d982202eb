// What spreadsheets take for the beginning of a formula, full-width ones too (OWASP, CSV Injection), also behind what is
// not seen: some of them trim it.
const formula = /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u
// Where lists are separated by semicolons, as in German, a spreadsheet divides by those: there a quote does not keep in what
// it encloses, and a cell may begin in the middle of another one.
const laterFormula = /[;\t\r\n](?=[[\s\p{C}]--[\t\r\n]]*[=+\-@＝＋－＠])/gv
const special = /[",\r\n]/

/** A line of CSV (RFC 4180). What a spreadsheet would run as a formula gets an apostrophe in front. */
export function toCsvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(toCell).join(',')}\r\n`
}

function toCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const later = value.replace(laterFormula, "$&'")
  const text = formula.test(value) ? `'${later}` : later
  return special.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
